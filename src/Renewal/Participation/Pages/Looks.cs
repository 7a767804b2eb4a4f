using Renewal.Web.Kit;

namespace Renewal.Participation.Pages;

static class Looks
{
    public static Tone Of(ConsultationState state) => state switch
    {
        ConsultationState.Draft => Tone.Grey,
        ConsultationState.Displayed => Tone.Blue,
        ConsultationState.Frozen => Tone.Blue,
        ConsultationState.Preliminary => Tone.Amber,
        ConsultationState.Final => Tone.Green,
        _ => Tone.Grey,
    };

    public static string Short(ConsultationState state) => state switch
    {
        ConsultationState.Draft => "起草",
        ConsultationState.Displayed => "公示名册",
        ConsultationState.Frozen => "收票",
        ConsultationState.Preliminary => "初步结果",
        ConsultationState.Final => "最终结果",
        _ => "已中止",
    };

    public static string Time(DateTimeOffset? at) => at is { } t ? t.ToOffset(Foundation.Clock.China).ToString("yyyy-MM-dd HH:mm", System.Globalization.CultureInfo.InvariantCulture) : "—";
}
