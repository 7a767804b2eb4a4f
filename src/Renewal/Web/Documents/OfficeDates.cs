using System.Globalization;
using Renewal.Foundation;

namespace Renewal.Web.Documents;

/// <summary>Dates as official documents write them: Arabic figures without a leading zero (GB/T 9704-2012, 7.3.5.4).</summary>
public static class OfficeDates
{
    public static string Zh(DateOnly date) => date.ToString("yyyy年M月d日", CultureInfo.InvariantCulture);

    /// <summary>An instant on the clock of China: 2026年11月25日 9:00.</summary>
    public static string Zh(DateTimeOffset instant) => instant.ToOffset(Clock.China).ToString("yyyy年M月d日 H:mm", CultureInfo.InvariantCulture);
}
