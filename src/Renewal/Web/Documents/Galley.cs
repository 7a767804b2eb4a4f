namespace Renewal.Web.Documents;

/// <summary>
/// Sets one document into pages of marks. One pass from top to bottom; page numbers are added when it is known how many pages there are.
/// </summary>
sealed class Galley
{
    /// <summary>White around the text of a table's cell, in points.</summary>
    const float PadX = 4, PadY = 3;

    /// <summary>White above and below a table, in points.</summary>
    public const float Around = 5;

    /// <summary>Height of a table's line, in ems.</summary>
    const float Lead = 1.4f;

    readonly OfficeDocument document;
    readonly Layout layout;
    readonly float left, width, top, bottom;
    readonly List<List<Mark>> pages = [];
    List<Mark> page = [];
    float y;

    Galley(OfficeDocument document)
    {
        (this.document, layout) = (document, document.Layout);
        (left, width) = (Points(layout.Left), Points(layout.Width - layout.Left - layout.Right));
        (top, bottom) = (Points(layout.Top), Points(layout.Height - layout.Bottom));
        Turn();
    }

    /// <param name="millimetres">to the points of a PDF, 72 an inch</param>
    public static float Points(float millimetres) => millimetres * 72 / 25.4f;

    public static List<List<Mark>> Set(OfficeDocument document)
    {
        var galley = new Galley(document);
        galley.Head();
        foreach (var block in document.Body) galley.Put(block);
        galley.Close();
        galley.Feet();
        return galley.pages;
    }

    void Turn() { pages.Add(page = []); y = top; }

    /// <summary>Turns the page unless so much is left of it, or it is still empty.</summary>
    void Need(float height)
    {
        if (y + height > bottom + 0.01f && y > top) Turn();
    }

    float Pitch(float size) => size == layout.Body ? layout.Pitch : size * layout.Pitch / layout.Body;

    void Head()
    {
        if (document.Title.Length > 0)
        {
            Balanced(document.SetTitle(), layout.OuterPageNumber ? Typeface.Song : Typeface.Hei, layout.Title);
            y += layout.Pitch / 2;
        }
        if (document.Number is { } number) { Put(new Paragraph(number) { Align = Align.Centre, Indent = false }); y += layout.Pitch / 2; }
        if (document.Addressee is { } addressee) Put(new Paragraph(addressee + "：") { Align = Align.Left, Indent = false });
    }

    /// <summary>A heading in the middle, in lines of about the same length, so that no last line of one character is left.</summary>
    void Balanced(string text, Typeface face, float size)
    {
        if (text.Split('\n') is { Length: > 1 } parts)
        {
            foreach (var part in parts) Balanced(part, face, size);
            return;
        }
        var glyphs = face.Set(text.Plain());
        var wide = width / size;
        var rows = LineBreaks.Of(glyphs, wide, 0).Count;
        var even = Math.Min(wide, glyphs.Sum(g => g.Advance) / rows + 1);
        var lines = LineBreaks.Of(glyphs, even, 0);
        if (lines.Count > rows) lines = LineBreaks.Of(glyphs, wide, 0);
        foreach (var line in lines) Set(face, size, size * 1.4f, glyphs, line, left, width, Align.Centre, 0, false);
    }

    void Put(Block block)
    {
        switch (block)
        {
            case Heading heading:
                Need(2 * layout.Pitch);
                Flow(heading.Text, Typeface.Hei, layout.Body, left, width, Align.Left, 2);
                break;
            case Paragraph paragraph: Put(paragraph, left, width); break;
            case Table table: Put(table); break;
            case CodeBlock code: Put(code); break;
            case Gap gap: y = Math.Min(y + gap.Height, bottom); break;
            default: throw new NotSupportedException(block.GetType().Name);
        }
    }

    void Put(Paragraph p, float x, float room) =>
        Flow(p.Text, p.Bold ? Typeface.Hei : Typeface.Song, p.Size ?? layout.Body, x, room, p.Align, p.Indent ? 2 : 0);

    void Flow(string text, Typeface face, float size, float x, float room, Align align, float indent)
    {
        var glyphs = face.Set(text.Plain());
        var lines = LineBreaks.Of(glyphs, Ems(room, size), indent);
        for (var i = 0; i < lines.Count; i++)
        {
            var (line, inset) = (lines[i], i == 0 ? indent * size : 0);
            // The last line of a paragraph, and one that a line feed ends, keep their own width.
            var full = i + 1 < lines.Count && glyphs[line.To].Character.Value != '\n';
            Need(Pitch(size));
            Set(face, size, Pitch(size), glyphs, line, x, room, align, inset, full);
        }
    }

    /// <summary>Characters a line takes. The standard's 28 of 三号 are a hair wider than its 156 mm: the line is set that much tighter.</summary>
    float Ems(float room, float size) => layout.OuterPageNumber && size == layout.Body && room == width ? MathF.Ceiling(room / size) : room / size;

    void Set(Typeface face, float size, float pitch, Glyph[] glyphs, Line line, float x, float room, Align align, float inset, bool full)
    {
        var (count, slack) = (line.To - line.From, room - inset - line.Width * size);
        var spread = count > 1 && (slack < 0 || full && align == Align.Justify) ? slack / (count - 1) : 0;
        var at = align switch { Align.Centre => Math.Max(0, slack / 2), Align.Right => Math.Max(0, slack), _ => inset };
        // 0.38 em is the middle of the square of a Chinese character above its baseline.
        page.Add(new TextMark(face, size, glyphs.AsMemory(line.From, count), x + at, y + pitch / 2 + 0.38f * size, spread));
        y += pitch;
    }

    void Put(CodeBlock code)
    {
        const float Apart = 12;
        var (side, from) = (Points(code.Side), y);
        var (x, room) = (left + side + Apart, width - side - Apart);
        var beside = code.Beside.Sum(p => Pitch(p.Size ?? layout.Body) * LineBreaks.Of(Typeface.Song.Set(p.Text.Plain()), room / (p.Size ?? layout.Body), p.Indent ? 2 : 0).Count);
        Need(Math.Max(side, beside));
        if (y == top) from = top;
        page.Add(new CodeMark(code.Content, left, y, side));
        var here = page;
        y += Math.Max(0, (side - beside) / 2);
        foreach (var paragraph in code.Beside) Put(paragraph, x, room);
        // Words longer than a page have turned it.
        if (page == here) y = Math.Max(y, from + side);
    }

    void Put(Table table)
    {
        var size = table.Size ?? layout.Body * 0.75f;
        var weights = table.Columns.Sum(c => c.Weight);
        var columns = new Cell[table.Columns.Count];
        for (var (i, x) = (0, left); i < columns.Length; i++)
        {
            var w = width * table.Columns[i].Weight / weights;
            columns[i] = new(table.Columns[i], x, w, table.Columns[i].Size ?? size);
            x += w;
        }
        var head = table.Columns.Any(c => c.Head.Length > 0) ? columns.Select(c => c.Fill(c.Column.Head, size, Typeface.Hei, Align.Centre)).ToArray() : null;
        var headHeight = head is null ? 0 : head.Max(c => c.Height);
        if (y > top) y += Around;
        // A head alone at the foot of a page says nothing.
        Need(headHeight + size * Lead + 2 * PadY);
        if (head is not null) Row(head, headHeight);
        foreach (var row in table.Rows)
        {
            var cells = columns.Select((c, i) => c.Fill(row[i], c.Size, c.Column.Bold ? Typeface.Hei : Typeface.Song, c.Column.Align)).ToArray();
            var height = Math.Max(Points(table.RowHeight), cells.Max(c => c.Height));
            if (y + height > bottom + 0.01f && y > top + headHeight + 0.01f) TurnTable();
            while (y + height > bottom + 0.01f && cells.Max(c => c.Lines.Count) > 1)
            {
                // Taller than a page: as many lines of each cell as fit, the others on the next.
                var part = bottom - y;
                var fit = cells.Select(c => c with { Lines = c.Lines[..Math.Min(c.Lines.Count, Math.Max(1, (int)((part - 2 * PadY) / (c.Size * Lead))))] }).ToArray();
                Row(fit, part);
                cells = [.. cells.Select((c, i) => c with { Lines = c.Lines[fit[i].Lines.Count..] })];
                height = cells.Max(c => c.Height);
                TurnTable();
            }
            Row(cells, height);
        }
        y = Math.Min(y + Around, bottom);

        void TurnTable()
        {
            Turn();
            if (head is not null) Row(head, headHeight);
        }
    }

    void Row(Cell[] cells, float height)
    {
        page.Add(new RuleMark(left, y, left + width, y));
        page.Add(new RuleMark(left, y + height, left + width, y + height));
        foreach (var cell in cells)
        {
            page.Add(new RuleMark(cell.X, y, cell.X, y + height));
            var keep = y;
            y += (height - cell.Lines.Count * cell.Size * Lead) / 2;
            foreach (var line in cell.Lines) Set(cell.Face, cell.Size, cell.Size * Lead, cell.Glyphs, line, cell.X + PadX, cell.Width - 2 * PadX, cell.Align, 0, false);
            y = keep;
        }
        page.Add(new RuleMark(left + width, y, left + width, y + height));
        y += height;
    }

    void Close()
    {
        if (document.Attachments.Count > 0) y += layout.Pitch;
        for (var i = 0; i < document.Attachments.Count; i++)
            Put(new Paragraph($"{(i == 0 ? "附件：" : "　　　")}{(document.Attachments.Count > 1 ? $"{i + 1}. " : "")}{document.Attachments[i]}") { Align = Align.Left });
        if (document.Signature is not { } signature) return;
        Need(2 * layout.Pitch);
        // White above, as much as is left: a signature alone on a page is none.
        y += Math.Min(layout.SignatureGap, bottom - y - 2 * layout.Pitch);
        var date = OfficeDates.Zh(signature.Date);
        var (size, dateWidth, issuerWidth) = (layout.Body, Typeface.Song.Width(date, layout.Body), Typeface.Song.Width(signature.Issuer.Plain(), layout.Body));
        // 7.3.5.1: the date four characters from the edge, the issuer in the middle above it; a long name reaches to two characters from the edge instead.
        var middle = left + width - 4 * size - dateWidth / 2;
        var right = Math.Min(middle + issuerWidth / 2, left + width - 2 * size);
        Flow(signature.Issuer, Typeface.Song, size, left, right - left, Align.Right, 0);
        Flow(date, Typeface.Song, size, left, width - 4 * size, Align.Right, 0);
    }

    void Feet()
    {
        for (var i = 0; i < pages.Count; i++)
        {
            page = pages[i];
            if (layout.OuterPageNumber)
            {
                const float Size = 14;
                y = bottom + Points(7) - Size / 2;
                var number = Typeface.Song.Set($"— {i + 1} —");
                // Odd pages on the right, even ones on the left, one character from the edge.
                Set(Typeface.Song, Size, Size, number, new(0, number.Length, number.Sum(g => g.Advance)), left + Size, width - 2 * Size, i % 2 == 0 ? Align.Right : Align.Left, 0, false);
            }
            else if (document.Foot is not null || pages.Count > 1)
            {
                const float Size = 9;
                y = bottom + Points(6);
                var foot = Typeface.Song.Set($"{document.Foot?.Plain()}{(document.Foot is not null && pages.Count > 1 ? "　" : "")}{(pages.Count > 1 ? $"第 {i + 1} 页 共 {pages.Count} 页" : "")}");
                foreach (var line in LineBreaks.Of(foot, width / Size, 0)) Set(Typeface.Song, Size, Size * Lead, foot, line, left, width, Align.Centre, 0, false);
            }
        }
    }

    /// <summary>One cell of the row that is being set; the empty one of its column until it is filled.</summary>
    sealed record Cell(Column Column, float X, float Width, float Size)
    {
        public Typeface Face { get; private init; } = Typeface.Song;
        public Align Align { get; private init; }
        public Glyph[] Glyphs { get; private init; } = [];
        public List<Line> Lines { get; init; } = [];
        public float Height => Lines.Count * Size * Lead + 2 * PadY;

        public Cell Fill(string text, float size, Typeface face, Align align)
        {
            var glyphs = face.Set(text.Plain());
            return this with { Size = size, Face = face, Align = align, Glyphs = glyphs, Lines = LineBreaks.Of(glyphs, (Width - 2 * PadX) / size, 0) };
        }
    }
}
