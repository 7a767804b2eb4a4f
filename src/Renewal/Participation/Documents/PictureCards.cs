using Renewal.Foundation;
using Renewal.Web.Documents;

namespace Renewal.Participation.Documents;

/// <param name="Part">seats that took part, 0…Total</param>
public sealed record BuildingTurnout(string Building, long Part, long Total);

/// <summary>How many took part, and nothing of what they said: the leaning is not known to this record.</summary>
/// <param name="Line">share that has to take part, and how people say it (三分之二以上), where there is such a line</param>
/// <param name="AsOf">when it was counted</param>
public sealed record TurnoutFacts(ConsultationFacts Consultation, long Part, (Share Share, string Zh)? Line, IReadOnlyList<BuildingTurnout> Buildings, DateTimeOffset AsOf);

/// <summary>Paper of a poster in millimetres.</summary>
public enum PosterPaper { A4, A3 }

/// <summary>Turnout by building, for chat groups and stairwells.</summary>
public static class TurnoutCard
{
    /// <summary>1,080 × 1,350 pixels, as chat groups show it whole.</summary>
    public static byte[] Png(TurnoutFacts facts) => Sketch.Png(Board.CardHeight, s => Draw(s, facts));

    public static byte[] Poster(TurnoutFacts facts, PosterPaper paper) => Board.Poster($"{facts.Consultation.Heading} 参与情况", paper, s => Draw(s, facts));

    static void Draw(Sketch s, TurnoutFacts facts)
    {
        var c = facts.Consultation;
        Board.Head(s, c.Community, c.Name, $"截止 {OfficeDates.Zh(c.Closes)}");
        var foot = Board.Foot(s, c.Page, "扫码查看方案", $"咨询电话 {c.Contact.Phone}", "结果公布前只显示参与情况，不显示意见倾向");
        s.Fill(Board.Edge, 300, Board.Inner, foot - 330, Sketch.White, 24);
        const float X = Board.Edge + 44, W = Board.Inner - 88;
        s.Text("已参与", X, 372, 34, Sketch.Grey, 200);
        s.Text(new Share(facts.Part, c.TotalSeats).Percent(), X, 470, 96, Sketch.Blue, 520, bold: true);
        s.Text($"{facts.Part:N0} / {c.TotalSeats:N0} {c.Unit}", X + W, 462, 44, Sketch.Ink, 420, bold: true, Align.Right);
        s.Bar(X, 504, W, 26, facts.Part, c.TotalSeats, Sketch.Blue, facts.Line is { } mark ? (mark.Share.Part, mark.Share.Whole) : null);
        if (facts.Line is { } line)
        {
            var at = X + W * line.Share.Part / line.Share.Whole;
            s.Text($"需{line.Zh}参与", Math.Min(at, X + W - 110), 570, 26, Sketch.Ink, 300, align: Align.Centre);
        }
        const float Pitch = 62;
        // Two columns of buildings, as many as there is room for; the page has them all.
        var (top, rows) = (620f, (int)((foot - 30 - 620 - 70) / Pitch));
        var shown = facts.Buildings.Take(rows * 2).ToArray();
        var left = (shown.Length + 1) / 2;
        for (var i = 0; i < shown.Length; i++)
        {
            var b = shown[i];
            var (x, y, w) = (X + (i < left ? 0 : W / 2 + 22), top + (i < left ? i : i - left) * Pitch, W / 2 - 22);
            s.Text(b.Building, x, y + 26, 28, Sketch.Ink, w * 0.5f);
            s.Text($"{b.Part:N0} / {b.Total:N0}", x + w, y + 26, 28, Sketch.Ink, w * 0.45f, bold: true, Align.Right);
            s.Bar(x, y + 40, w, 14, b.Part, b.Total, Sketch.Blue);
        }
        s.Text((facts.Buildings.Count > shown.Length ? $"另有 {facts.Buildings.Count - shown.Length} 栋见网页 · " : "") + $"{OfficeDates.Zh(facts.AsOf)} 统计", X, foot - 56, 24, Sketch.Grey, W);
    }
}

/// <summary>The final result, line by line.</summary>
public static class ResultCard
{
    /// <exception cref="RuleBroken">card.not_final: before objections are settled no picture of the leaning goes round</exception>
    public static byte[] Png(ResultFacts result) => Sketch.Png(Board.CardHeight, Draw(result));

    /// <inheritdoc cref="Png"/>
    public static byte[] Poster(ResultFacts result, PosterPaper paper) => Board.Poster($"{result.Consultation.Heading} 结果", paper, Draw(result));

    static Action<Sketch> Draw(ResultFacts result) => result.Final ? s => Draw(s, result) : throw new RuleBroken("card.not_final", "最终结果公布后才能制作结果图片。");

    static void Draw(Sketch s, ResultFacts result)
    {
        var c = result.Consultation;
        Board.Head(s, c.Community, c.Name + "结果", $"{c.Initiator} · 最终结果");
        var foot = Board.Foot(s, c.Page, "扫码查看公告、核对回执", $"咨询电话 {c.Contact.Phone}", $"参与 {result.Participating.Seats:N0} / {c.TotalSeats:N0} {c.Unit}（{new Share(result.Participating.Seats, c.TotalSeats).Percent()}）");
        const float X = Board.Edge + 40, W = Board.Inner - 80;
        var (owners, height) = (c.Seats == SeatKind.Unit, c.Seats == SeatKind.Unit ? 236f : 172f);
        var fits = Math.Max(1, (int)((foot - 300 - 40) / (height + 16)));
        var shown = result.Lines.Count > fits ? fits : result.Lines.Count;
        for (var i = 0; i < shown; i++)
        {
            var (line, y) = (result.Lines[i], 300 + i * (height + 16));
            var colour = line.Passed ? Sketch.Green : Sketch.Amber;
            s.Fill(Board.Edge, y, Board.Inner, height, Sketch.White, 20);
            s.Fill(Board.Edge, y + 24, 8, height - 48, colour, 4);
            s.Lines($"{line.Line.Number}. {line.Line.Text}", X, y + 54, 32, Sketch.Ink, W - 190, 2, bold: true);
            s.Text(line.Passed ? "✓ 通过" : "未通过", X + W, y + 58, 40, colour, 180, bold: true, Align.Right);
            var mark = line.Tests.Select(t => t.Threshold).FirstOrDefault(t => t is not null) is { } t ? (t.Part, t.Whole) : ((long, long)?)null;
            Row(y + 128, $"同意 {line.Yes.Seats:N0} / {c.TotalSeats:N0} {c.Unit}", line.Yes.Seats, c.TotalSeats);
            if (owners) Row(y + 188, $"同意 {line.Yes.Area} / {result.Total.Area} m²", line.Yes.Area.Hundredths, result.Total.Area.Hundredths);

            void Row(float at, string words, long part, long whole)
            {
                s.Text(words, X, at, 27, Sketch.Grey, W * 0.7f);
                s.Text(new Share(part, whole).Percent(), X + W, at, 32, Sketch.Ink, W * 0.25f, bold: true, Align.Right);
                s.Bar(X, at + 16, W, 16, part, whole, colour, mark);
            }
        }
        if (result.Lines.Count > shown) s.Text($"另有 {result.Lines.Count - shown} 件见公告", Board.Edge, 300 + shown * (height + 16) + 24, 26, Sketch.Grey, Board.Inner);
    }
}

/// <summary>What the pictures have in common.</summary>
static class Board
{
    public const int CardHeight = 1350;
    public const float Edge = 48, Inner = Sketch.Width - 2 * Edge;

    public static byte[] Poster(string title, PosterPaper paper, Action<Sketch> draw) =>
        paper == PosterPaper.A4 ? Sketch.Pdf(title, 210, 297, draw) : Sketch.Pdf(title, 297, 420, draw);

    public static void Head(Sketch s, string community, string name, string below)
    {
        s.Band(380);
        s.Text(community, Edge, 88, 36, Sketch.White, Inner);
        s.Text(name, Edge, 168, 60, Sketch.White, Inner, bold: true);
        s.Text(below, Edge, 234, 32, Sketch.White, Inner);
    }

    /// <returns>top of the foot</returns>
    public static float Foot(Sketch s, string address, string call, string phone, string note)
    {
        // A poster is read from two steps away: it has the room, and its code takes it.
        var side = s.Height > CardHeight ? 300f : 210f;
        var top = s.Height - side - 40;
        s.Code(address, Edge, top, side);
        var (x, room) = (Edge + side + 36, Inner - side - 36);
        s.Text(call, x, top + side / 2 - 34, 40, Sketch.Ink, room, bold: true);
        s.Text(phone, x, top + side / 2 + 22, 32, Sketch.Ink, room);
        s.Text(note, x, top + side / 2 + 72, 26, Sketch.Grey, room);
        return top;
    }
}
