using Renewal.Storage;

namespace Renewal.Guideline.Contract;

/// <summary>A city or the province has set a line by its own paper.</summary>
public sealed record ParameterSet(string Parameter, string City, string Line, string Basis, DateOnly From) : IFact
{
    public string Subject => $"parameter/{Parameter}";
    public string Zh => $"设定参数 {Parameter}：{Line}，自 {From:yyyy-MM-dd} 起，依据 {Basis}";
}

/// <summary>A city has published a version of its process template (T6.9); running projects keep theirs.</summary>
public sealed record TemplatePublished(string Version, string City, DateOnly ValidFrom, string Basis) : IFact
{
    public string Subject => $"template/{Version}";
    public string Zh => $"发布流程模板 {Version}，自 {ValidFrom:yyyy-MM-dd} 起用于新项目，依据 {Basis}";
}

/// <summary>The working days of a year are known (or corrected): deadlines that waited for it can be computed.</summary>
public sealed record CalendarUploaded(int Year, int Off, int Work, string Basis) : IFact
{
    public string Subject => $"calendar/{Year}";
    public string Zh => $"导入 {Year} 年放假安排：放假 {Off} 天，调休上班 {Work} 天，依据 {Basis}";
}
