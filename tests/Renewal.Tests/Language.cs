using System.Globalization;
using System.Runtime.CompilerServices;

namespace Renewal.Tests;

static class Language
{
    /// <summary>Components rendered without a request speak Chinese, whatever the machine's language is.</summary>
    [ModuleInitializer]
    internal static void Chinese()
    {
        var zh = CultureInfo.GetCultureInfo("zh-CN");
        (CultureInfo.DefaultThreadCurrentCulture, CultureInfo.DefaultThreadCurrentUICulture) = (zh, zh);
        (CultureInfo.CurrentCulture, CultureInfo.CurrentUICulture) = (zh, zh);
    }
}
