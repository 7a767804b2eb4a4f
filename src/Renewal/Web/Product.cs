using System.Reflection;

namespace Renewal.Web;

/// <summary>Name and version of the product.</summary>
public static class Product
{
    public const string Name = "辽宁省城镇老旧小区改造管理平台";

    public static readonly string Version = (typeof(Product).Assembly.GetCustomAttribute<AssemblyInformationalVersionAttribute>()?.InformationalVersion ?? "0").Split('+')[0];
}
