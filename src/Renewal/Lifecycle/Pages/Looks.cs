using System.Globalization;
using Microsoft.Extensions.Localization;
using Renewal.Foundation;
using Renewal.Guideline.Contract;
using Renewal.Lifecycle.Contract;
using Renewal.Web.Kit;
using Renewal.Web.Process;

namespace Renewal.Lifecycle.Pages;

/// <summary>Colours and words of this room on pages.</summary>
static class Looks
{
    public static Tone Of(LampColour lamp) => lamp switch
    {
        LampColour.Green => Tone.Green,
        LampColour.Amber => Tone.Amber,
        LampColour.Red => Tone.Red,
        LampColour.Paused or LampColour.AwaitingCalendar => Tone.Blue,
        _ => Tone.Grey,
    };

    public static Tone Of(Stage stage) => stage switch { Stage.Preparation => Tone.Blue, Stage.Delivery => Tone.Amber, Stage.Stewardship => Tone.Green, _ => Tone.Grey };

    public static Tone Of(StepState state) => state switch
    {
        StepState.Open => Tone.Blue,
        StepState.Submitted => Tone.Amber,
        StepState.Finished => Tone.Green,
        _ => Tone.Grey,
    };

    public static Tone Of(PaperState state) => state switch { PaperState.Sealed => Tone.Green, PaperState.Void => Tone.Grey, _ => Tone.Blue };

    public static Tone Of(FiguresState state) => state switch { FiguresState.Confirmed => Tone.Green, FiguresState.Mismatch => Tone.Red, FiguresState.Entered => Tone.Amber, _ => Tone.Grey };

    public static string Zh(FiguresState state) => state switch
    {
        FiguresState.Entered => "待另一单位核对",
        FiguresState.Confirmed => "双方一致",
        FiguresState.SentBack => "已退回",
        FiguresState.Mismatch => "双方录入不一致",
        _ => "已由后来的录入代替",
    };

    /// <summary>A step kept on several scopes (lots, communities) is shown by the one that is furthest behind.</summary>
    public static Dictionary<string, Web.Process.StepView> Picture(ProjectPicture picture, CommunityId? community) =>
        picture.Steps.Where(s => s.Scope.Kind is not (ScopeKind.Spot or ScopeKind.Asset) && (community is null || s.Scope.Community is null || s.Scope.Community == community))
            .GroupBy(s => s.Step).ToDictionary(g => g.Key, g => View(g.OrderBy(s => s.State == StepState.Finished).ThenBy(s => s.Due ?? DateOnly.MaxValue).First()));

    static Web.Process.StepView View(StepLine s) => new(
        s.State switch
        {
            StepState.Finished when s.Exception is not null => StepLook.Exception,
            StepState.Finished => StepLook.Finished,
            StepState.Paused => StepLook.Paused,
            _ when s.Lamp.Colour == LampColour.Red => StepLook.Overdue,
            StepState.Submitted => StepLook.Submitted,
            StepState.Open => StepLook.Open,
            _ => StepLook.NotStarted,
        },
        s.State switch
        {
            StepState.Finished when s.Exception is not null => $"按「{s.Exception}」办结",
            StepState.Finished => s.FinishedOn is { } on ? $"{on:M月d日}办结" : null,
            StepState.NotStarted => s.MayOpen ? "可以开启" : null,
            _ when s.Lamp.Colour != LampColour.None => s.Lamp.Zh,
            _ => null,
        }, s.Round, Of(s.Lamp.Colour), s.Id is { } id ? $"/steps/{id}" : null);

    /// <summary>A canonical figure as people read it.</summary>
    public static string Show(FigureField field, string? canonical, IStringLocalizer words) => canonical is null ? "—" : field.Kind switch
    {
        FigureKind.Money => $"{new Money(long.Parse(canonical, CultureInfo.InvariantCulture))} {words["元"]}",
        FigureKind.Area => $"{new Area(long.Parse(canonical, CultureInfo.InvariantCulture))} m²",
        FigureKind.Count => $"{long.Parse(canonical, CultureInfo.InvariantCulture).ToString("#,##0", CultureInfo.InvariantCulture)} {words[field.Unit]}".TrimEnd(),
        FigureKind.YesNo => words[canonical == "1" ? "是" : "否"],
        FigureKind.Choice => words[field.Choices?.FirstOrDefault(c => c.Code == canonical).Zh ?? canonical],
        FigureKind.Many => string.Join(words["、"], canonical.Split('+').Select(code => words[field.Choices?.FirstOrDefault(c => c.Code == code).Zh ?? code].Value)),
        _ => canonical,
    };

    /// <summary>A canonical figure as it stands in an input.</summary>
    public static string Typed(FigureField field, string? canonical) => canonical is null ? "" : field.Kind switch
    {
        FigureKind.Money or FigureKind.Area => (long.Parse(canonical, CultureInfo.InvariantCulture) / 100m).ToString("0.##", CultureInfo.InvariantCulture),
        _ => canonical,
    };
}
