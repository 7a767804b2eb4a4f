using Renewal.Foundation;
using YamlDotNet.Serialization;
using YamlDotNet.Serialization.NamingConventions;

namespace Renewal.Participation;

/// <summary>Who has a seat: each home (户, round 1), or each exclusive unit (专有部分, round 2).</summary>
public enum SeatKind { Household, Unit }

/// <summary>How a question is answered.</summary>
public enum QuestionForm
{
    /// <summary>yes, no or abstain</summary>
    YesNo,
    /// <summary>one option, or abstain</summary>
    Choice,
    /// <summary>any number of options</summary>
    Many,
}

/// <summary>Which line the counted answers must pass (Data/consultation-kinds.yaml says what each means).</summary>
public enum LineTest { None, Households, Owners, Code, Majority, Choice, Satisfaction }

/// <summary>By which way an answer came in.</summary>
public enum Channel
{
    /// <summary>Letter code and second factor.</summary>
    Online,
    /// <summary>Signed sheet, keyed by two organisations.</summary>
    Paper,
    /// <summary>Read aloud, thumbprint, helper and witness (office-rules, Consultations 8).</summary>
    Assisted,
    /// <summary>Line of a signed stairwell list; round 1 only (office-rules, Consultations 10).</summary>
    StairwellList,
    /// <summary>The owner's own word that settles a dispute, in person or on recorded video.</summary>
    Settlement,
    /// <summary>A tenant of the home by letter code and own phone; only where households answer, and after the owner (office-rules, Consultations 4).</summary>
    TenantOnline,
    /// <summary>A tenant of the home on a signed sheet or line of a list.</summary>
    TenantPaper,
}

/// <param name="Good">counts as satisfied</param>
public sealed record QuestionOption(string Code, string Zh, string En, bool Good = false);

/// <summary>Something that can be asked.</summary>
/// <param name="Item">item of Civil Code 278, 1–9; 0 where owners do not decide</param>
public sealed record Question(string Code, string Zh, string En, QuestionForm Form, LineTest Test, int Item, string Clause, IReadOnlyList<QuestionOption> Options);

/// <summary>A kind of consultation, vote or survey.</summary>
/// <param name="Step">step of the process whose gate it answers; empty for none</param>
/// <param name="RollDays">parameter: days the roll hangs before it is frozen; empty for none</param>
/// <param name="NoticeDays">parameter: days of notice before the first ballot; empty for none</param>
/// <param name="ResultDays">parameter: days for objections to the preliminary result; empty for none</param>
/// <param name="Enters">roles that type paper first</param>
/// <param name="Confirms">roles that type it again without seeing the first entry</param>
/// <param name="Sample">may be asked of a sample drawn by a published seed</param>
public sealed record ConsultationKind(string Code, string Zh, string En, string Clause, string Step, SeatKind Seats, IReadOnlyList<string> Asks, IReadOnlyList<string> MayAsk,
    string RollDays, string NoticeDays, string ResultDays, IReadOnlyList<Channel> Channels, IReadOnlyList<string> Enters, IReadOnlyList<string> Confirms, bool Sample);

/// <summary>The kinds and the questions they may ask, from the data file beside the program; a fault in it stops the start.</summary>
public static class ConsultationKinds
{
    static readonly Lazy<(IReadOnlyDictionary<string, Question> Questions, IReadOnlyList<ConsultationKind> Kinds)> file = new(Read);

    public static IReadOnlyList<ConsultationKind> All => file.Value.Kinds;
    public static IReadOnlyCollection<Question> Questions => [.. file.Value.Questions.Values];

    /// <summary>Names of kinds, questions and options in both languages.</summary>
    internal static IEnumerable<(string Zh, string En)> Words =>
        All.Select(k => (k.Zh, k.En)).Concat(Questions.Select(q => (q.Zh, q.En))).Concat(Questions.SelectMany(q => q.Options).Select(o => (o.Zh, o.En)));

    /// <exception cref="RuleBroken">consultation.kind (404)</exception>
    public static ConsultationKind Of(string code) => All.FirstOrDefault(k => k.Code == code) ?? throw new RuleBroken("consultation.kind", $"没有「{code}」这一类征询。", 404);

    /// <exception cref="RuleBroken">consultation.question (404)</exception>
    public static Question Question(string code) => file.Value.Questions.GetValueOrDefault(code) ?? throw new RuleBroken("consultation.question", $"没有「{code}」这个征询事项。", 404);

    static (IReadOnlyDictionary<string, Question>, IReadOnlyList<ConsultationKind>) Read()
    {
        var path = Path.Combine(AppContext.BaseDirectory, "Participation", "Data", "consultation-kinds.yaml");
        var read = new DeserializerBuilder().WithNamingConvention(UnderscoredNamingConvention.Instance).Build().Deserialize<FileForm>(File.ReadAllText(path));
        var questions = read.Questions.ToDictionary(q => q.Code, q => new Question(q.Code, q.Zh, q.En, q.Form switch
        {
            "yes-no" => QuestionForm.YesNo,
            "choice" => QuestionForm.Choice,
            "many" => QuestionForm.Many,
            _ => throw Fault($"question {q.Code}: form {q.Form}"),
        }, Enum.TryParse<LineTest>(q.Test, true, out var test) ? test : throw Fault($"question {q.Code}: test {q.Test}"), q.Item, q.Clause,
            [.. q.Options.Select(o => new QuestionOption(o.Code, o.Zh, o.En, o.Good))]));
        foreach (var q in questions.Values)
        {
            if (q.En == "" || q.Options.Any(o => o.En == "")) throw Fault($"question {q.Code} needs English");
            if (q.Form != QuestionForm.YesNo && q.Options.Count < 2) throw Fault($"question {q.Code} needs options");
            if (q.Test is LineTest.Owners or LineTest.Code && q.Item is < 1 or > 9) throw Fault($"question {q.Code}: item of Civil Code 278 is missing");
            if (q.Options.Any(o => o.Code is "yes" or "no" or "abstain" || o.Code.IndexOfAny([';', '=', '+']) >= 0)) throw Fault($"question {q.Code}: an option code cannot stand in a ballot");
        }
        List<ConsultationKind> kinds = [.. read.Kinds.Select(k => new ConsultationKind(k.Code, k.Zh, k.En, k.Clause, k.Step, k.Seats == "unit" ? SeatKind.Unit : SeatKind.Household,
            k.Asks, k.MayAsk, k.RollDays, k.NoticeDays, k.ResultDays, [.. k.Channels.Select(ChannelOf)], k.Enters, k.Confirms, k.Sample))];
        foreach (var k in kinds)
            foreach (var asked in k.Asks.Concat(k.MayAsk))
                if (!questions.TryGetValue(asked, out var q)) throw Fault($"kind {k.Code} asks {asked}, which is no question");
                else if ((q.Test is LineTest.Owners or LineTest.Code) != (k.Seats == SeatKind.Unit)) throw Fault($"kind {k.Code}: {asked} is not for these seats");
        return (questions, kinds);
    }

    static Channel ChannelOf(string text) => text switch
    {
        "online" => Channel.Online,
        "paper" => Channel.Paper,
        "assisted" => Channel.Assisted,
        "list" => Channel.StairwellList,
        _ => throw Fault($"channel {text}"),
    };

    static InvalidDataException Fault(string what) => new($"consultation-kinds.yaml: {what}");

    sealed class FileForm
    {
        public List<QuestionRow> Questions { get; set; } = [];
        public List<KindRow> Kinds { get; set; } = [];
    }

    sealed class QuestionRow
    {
        public string Code { get; set; } = "";
        public string Zh { get; set; } = "";
        public string En { get; set; } = "";
        public string Form { get; set; } = "";
        public string Test { get; set; } = "";
        public int Item { get; set; }
        public string Clause { get; set; } = "";
        public List<OptionRow> Options { get; set; } = [];
    }

    sealed class OptionRow
    {
        public string Code { get; set; } = "";
        public string Zh { get; set; } = "";
        public string En { get; set; } = "";
        public bool Good { get; set; }
    }

    sealed class KindRow
    {
        public string Code { get; set; } = "";
        public string Zh { get; set; } = "";
        public string En { get; set; } = "";
        public string Clause { get; set; } = "";
        public string Step { get; set; } = "";
        public string Seats { get; set; } = "";
        public List<string> Asks { get; set; } = [];
        public List<string> MayAsk { get; set; } = [];
        public string RollDays { get; set; } = "";
        public string NoticeDays { get; set; } = "";
        public string ResultDays { get; set; } = "";
        public List<string> Channels { get; set; } = [];
        public List<string> Enters { get; set; } = [];
        public List<string> Confirms { get; set; } = [];
        public bool Sample { get; set; }
    }
}

public static class ChannelWords
{
    public static string Zh(this Channel channel) => channel switch
    {
        Channel.Online => "线上",
        Channel.Paper => "纸质",
        Channel.Assisted => "协助填写",
        Channel.StairwellList => "单元签名表",
        Channel.TenantOnline => "承租人线上",
        Channel.TenantPaper => "承租人纸质",
        _ => "本人当面确认",
    };

    public static bool IsTenants(this Channel channel) => channel is Channel.TenantOnline or Channel.TenantPaper;

    /// <summary>Typed by staff from a signature: what the callback sample is drawn of.</summary>
    public static bool IsPaper(this Channel channel) => channel is Channel.Paper or Channel.Assisted or Channel.StairwellList or Channel.TenantPaper;

    public static string Zh(this SeatKind kind) => kind == SeatKind.Household ? "户" : "套";
}
