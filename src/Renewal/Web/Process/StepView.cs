using Renewal.Web.Kit;

namespace Renewal.Web.Process;

/// <summary>How a step stands, as the picture tells it.</summary>
public enum StepLook
{
    NotStarted,
    Open,
    /// <summary>Entered, and waiting for the second organisation.</summary>
    Submitted,
    Finished,
    Overdue,
    Paused,
    /// <summary>In place, not applicable, or by another lawful paper.</summary>
    Exception,
}

/// <summary>The live state of one step in the picture.</summary>
/// <param name="Look">how it stands</param>
/// <param name="Words">the same in words, with the date where there is one: 还剩 3 个工作日; null for the usual words of the look</param>
/// <param name="Round">1, 2, 3, …; shown from the second on</param>
/// <param name="Lamp">colour of the limit while it is open</param>
/// <param name="Href">where the step is worked on; null: the anchor of the step id on the same page</param>
public sealed record StepView(StepLook Look, string? Words = null, int Round = 1, Tone Lamp = Tone.None, string? Href = null)
{
    public static readonly StepView None = new(StepLook.NotStarted);

    public string Zh => Words ?? Look switch
    {
        StepLook.Open => "办理中",
        StepLook.Submitted => "待确认",
        StepLook.Finished => "已办结",
        StepLook.Overdue => "已逾期",
        StepLook.Paused => "已暂停",
        StepLook.Exception => "例外办结",
        _ => "未开始",
    };

    public Tone Tone => Look switch
    {
        StepLook.Finished => Tone.Green,
        StepLook.Overdue => Tone.Red,
        StepLook.Open or StepLook.Submitted => Lamp is Tone.Amber or Tone.Red ? Lamp : Tone.Blue,
        _ => Tone.Grey,
    };

    internal string Glyph => Look switch
    {
        StepLook.Finished => "M-4.2 .2l3 3L4.4-3.200",
        StepLook.Overdue => "M0-4.500v5M0 3.600v.2",
        StepLook.Open => "M-2.200-3.800L3.600 0l-5.800 3.800z",
        StepLook.Submitted => "M-3.800 0a3.800 3.800 0 1 0 7.600 0a3.800 3.800 0 1 0-7.600 0M0-2.200V0l1.600 1.200",
        StepLook.Paused => "M-2-3.600v7.200M2-3.600v7.200",
        StepLook.Exception => "M-3.800 0h7.600",
        _ => "M0-.3a.3.3 0 1 0 0 .6a.3.3 0 1 0 0-.6",
    };
}
