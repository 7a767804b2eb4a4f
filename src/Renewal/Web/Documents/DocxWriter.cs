using DocumentFormat.OpenXml;
using DocumentFormat.OpenXml.Packaging;
using A = DocumentFormat.OpenXml.Drawing;
using DW = DocumentFormat.OpenXml.Drawing.Wordprocessing;
using P = DocumentFormat.OpenXml.Drawing.Pictures;
using W = DocumentFormat.OpenXml.Wordprocessing;

namespace Renewal.Web.Documents;

/// <summary>
/// Writes documents as one DOCX, each a section of its own. The faces are those that GB/T 9704-2012 names and offices have (仿宋_GB2312, 方正小标宋简体, 黑体);
/// they are named and not embedded, and a machine without them shows its own in their place.
/// </summary>
public static class DocxWriter
{
    const string Song = "仿宋_GB2312", TitleFace = "方正小标宋简体", Hei = "黑体", Latin = "Times New Roman";

    /// <exception cref="ArgumentException">no document at all</exception>
    public static void Write(Stream target, string title, IReadOnlyList<OfficeDocument> documents)
    {
        if (documents.Count == 0) throw new ArgumentException("no document to write", nameof(documents));
        using var file = WordprocessingDocument.Create(target, WordprocessingDocumentType.Document);
        file.PackageProperties.Title = title.Plain();
        file.PackageProperties.Creator = Product.Name;
        var main = file.AddMainDocumentPart();
        var body = new W.Body();
        main.Document = new W.Document(body);
        main.AddNewPart<StyleDefinitionsPart>().Styles = Styles(documents[0].Layout);
        // Page numbers on the outer side need two feet, which is a setting of the whole file.
        main.AddNewPart<DocumentSettingsPart>().Settings = new W.Settings(new W.EvenAndOddHeaders());
        for (var i = 0; i < documents.Count; i++)
        {
            new Section(main, body, documents[i]).Write();
            var section = Properties(main, documents[i]);
            // The properties of a section stand in its last paragraph, those of the last section at the end of the body.
            if (i + 1 == documents.Count) body.Append(section);
            else body.Append(new W.Paragraph(new W.ParagraphProperties(new W.SpacingBetweenLines { Line = "20", LineRule = W.LineSpacingRuleValues.Exact }, section)));
        }
        file.Save();
    }

    public static byte[] Bytes(string title, params IReadOnlyList<OfficeDocument> documents)
    {
        using var memory = new MemoryStream();
        Write(memory, title, documents);
        return memory.ToArray();
    }

    /// <summary>Twentieths of a point.</summary>
    static int Twips(float points) => (int)MathF.Round(points * 20);
    static int TwipsOf(float millimetres) => Twips(Galley.Points(millimetres));
    static string Number(int n) => n.ToString(System.Globalization.CultureInfo.InvariantCulture);

    static W.Styles Styles(Layout layout) => new(
        new W.DocDefaults(new W.RunPropertiesDefault(new W.RunPropertiesBaseStyle(Fonts(Song), Size(layout.Body), new W.Languages { Val = "zh-CN", EastAsia = "zh-CN" }))),
        new W.Style(new W.StyleName { Val = "Normal" }) { Type = W.StyleValues.Paragraph, StyleId = "Normal", Default = true },
        new W.Style(new W.StyleName { Val = "Title" }, new W.BasedOn { Val = "Normal" }) { Type = W.StyleValues.Paragraph, StyleId = "Title" },
        new W.Style(new W.StyleName { Val = "heading 1" }, new W.BasedOn { Val = "Normal" }, new W.StyleParagraphProperties(new W.KeepNext(), new W.OutlineLevel { Val = 0 }))
        { Type = W.StyleValues.Paragraph, StyleId = "Heading1" });

    static W.RunFonts Fonts(string chinese) => new() { Ascii = Latin, HighAnsi = Latin, EastAsia = chinese, ComplexScript = Latin };
    static W.FontSize Size(float points) => new() { Val = Number((int)MathF.Round(points * 2)) };

    static W.SectionProperties Properties(MainDocumentPart main, OfficeDocument document)
    {
        var layout = document.Layout;
        var section = new W.SectionProperties();
        if (layout.OuterPageNumber)
        {
            section.Append(Foot(main, document, W.HeaderFooterValues.Default, W.JustificationValues.Right));
            section.Append(Foot(main, document, W.HeaderFooterValues.Even, W.JustificationValues.Left));
        }
        else
        {
            section.Append(Foot(main, document, W.HeaderFooterValues.Default, W.JustificationValues.Center));
            section.Append(Foot(main, document, W.HeaderFooterValues.Even, W.JustificationValues.Center));
        }
        section.Append(new W.SectionType { Val = W.SectionMarkValues.NextPage },
            new W.PageSize { Width = (uint)TwipsOf(layout.Width), Height = (uint)TwipsOf(layout.Height) },
            new W.PageMargin
            {
                Top = TwipsOf(layout.Top), Bottom = TwipsOf(layout.Bottom), Left = (uint)TwipsOf(layout.Left), Right = (uint)TwipsOf(layout.Right),
                Header = 850, Footer = (uint)TwipsOf(layout.Bottom - (layout.OuterPageNumber ? 12 : 10)), Gutter = 0,
            },
            new W.PageNumberType { Start = 1 });
        return section;
    }

    static W.FooterReference Foot(MainDocumentPart main, OfficeDocument document, W.HeaderFooterValues kind, W.JustificationValues side)
    {
        var part = main.AddNewPart<FooterPart>();
        static W.Run Words(string text, float size) => new(new W.RunProperties(Fonts("宋体"), Size(size)), new W.Text(text) { Space = SpaceProcessingModeValues.Preserve });
        var paragraph = new W.Paragraph(new W.ParagraphProperties(new W.Indentation { LeftChars = 100, RightChars = 100 }, new W.Justification { Val = side }));
        void Add(string instruction, float size) => paragraph.Append(new W.SimpleField(new W.Run(new W.RunProperties(Fonts("宋体"), Size(size)), new W.Text("1"))) { Instruction = instruction });
        if (document.Layout.OuterPageNumber) { paragraph.Append(Words("— ", 14)); Add("PAGE", 14); paragraph.Append(Words(" —", 14)); }
        else
        {
            paragraph.Append(Words(document.Foot is { } foot ? foot.Plain() + "　第 " : "第 ", 9));
            Add("PAGE", 9);
            paragraph.Append(Words(" 页 共 ", 9));
            Add("SECTIONPAGES", 9);
            paragraph.Append(Words(" 页", 9));
        }
        part.Footer = new W.Footer(paragraph);
        return new W.FooterReference { Type = kind, Id = main.GetIdOfPart(part) };
    }

    /// <summary>The content of one document.</summary>
    sealed class Section(MainDocumentPart main, W.Body body, OfficeDocument document)
    {
        readonly Layout layout = document.Layout;
        float Width => Galley.Points(layout.Width - layout.Left - layout.Right);

        public void Write()
        {
            if (document.Title.Length > 0)
                body.Append(Text(document.SetTitle(), layout.OuterPageNumber ? TitleFace : Hei, layout.Title, layout.Title * 1.4f, Align.Centre, style: "Title", after: layout.Pitch / 2));
            if (document.Number is { } number) body.Append(Text(number, Song, layout.Body, layout.Pitch, Align.Centre, after: layout.Pitch / 2));
            if (document.Addressee is { } addressee) body.Append(Text(addressee + "：", Song, layout.Body, layout.Pitch, Align.Left));
            foreach (var block in document.Body) Put(block);
            Close();
        }

        void Put(Block block)
        {
            switch (block)
            {
                case Heading heading: body.Append(Text(heading.Text, Hei, layout.Body, layout.Pitch, Align.Left, indent: 2, style: "Heading1")); break;
                case Paragraph paragraph: body.Append(Put(paragraph)); break;
                case Table table: body.Append(Put(table), Text("", Song, 2, 2 * Galley.Around, Align.Left)); break;
                case CodeBlock code: body.Append(Put(code)); break;
                case Gap gap: body.Append(Text("", Song, layout.Body, gap.Height, Align.Left)); break;
                default: throw new NotSupportedException(block.GetType().Name);
            }
        }

        W.Paragraph Put(Paragraph p)
        {
            var size = p.Size ?? layout.Body;
            // 28 characters of 三号 are a hair wider than the standard's 156 mm.
            return Text(p.Text, p.Bold ? Hei : Song, size, size * layout.Pitch / layout.Body, p.Align, p.Indent ? 2 : 0, tight: layout.OuterPageNumber && p.Size is null);
        }

        static W.Paragraph Text(string text, string face, float size, float pitch, Align align, int indent = 0, string? style = null, float after = 0, float right = 0, bool tight = false)
        {
            var properties = new W.ParagraphProperties();
            if (style is not null) properties.Append(new W.ParagraphStyleId { Val = style });
            properties.Append(new W.SpacingBetweenLines { Before = "0", After = Number(Twips(after)), Line = Number(Twips(pitch)), LineRule = W.LineSpacingRuleValues.Exact });
            if (indent > 0) properties.Append(new W.Indentation { FirstLineChars = indent * 100, FirstLine = Number(Twips(indent * size)) });
            if (right > 0) properties.Append(new W.Indentation { Right = Number(Twips(right)) });
            properties.Append(new W.Justification { Val = Side(align) });
            // In twentieths of a point.
            var run = new W.Run(tight ? new W.RunProperties(Fonts(face), new W.Spacing { Val = -5 }, Size(size)) : new W.RunProperties(Fonts(face), Size(size)));
            var lines = text.Plain().Split('\n');
            for (var i = 0; i < lines.Length; i++)
            {
                if (i > 0) run.Append(new W.Break());
                run.Append(new W.Text(lines[i]) { Space = SpaceProcessingModeValues.Preserve });
            }
            return new W.Paragraph(properties, run);
        }

        static W.JustificationValues Side(Align align) => align switch
        {
            Align.Left => W.JustificationValues.Left,
            Align.Centre => W.JustificationValues.Center,
            Align.Right => W.JustificationValues.Right,
            _ => W.JustificationValues.Both,
        };

        static W.TableProperties Frame(int width, bool ruled)
        {
            var line = ruled ? W.BorderValues.Single : W.BorderValues.None;
            return new W.TableProperties(
                new W.TableWidth { Width = Number(width), Type = W.TableWidthUnitValues.Dxa },
                new W.TableBorders(new W.TopBorder { Val = line, Size = 4 }, new W.LeftBorder { Val = line, Size = 4 }, new W.BottomBorder { Val = line, Size = 4 },
                    new W.RightBorder { Val = line, Size = 4 }, new W.InsideHorizontalBorder { Val = line, Size = 4 }, new W.InsideVerticalBorder { Val = line, Size = 4 }),
                new W.TableLayout { Type = W.TableLayoutValues.Fixed },
                new W.TableCellMarginDefault(new W.TopMargin { Width = "60", Type = W.TableWidthUnitValues.Dxa }, new W.TableCellLeftMargin { Width = 80, Type = W.TableWidthValues.Dxa },
                    new W.BottomMargin { Width = "60", Type = W.TableWidthUnitValues.Dxa }, new W.TableCellRightMargin { Width = 80, Type = W.TableWidthValues.Dxa }));
        }

        static W.TableCell Cell(int width, params OpenXmlElement[] content)
        {
            var cell = new W.TableCell(new W.TableCellProperties(new W.TableCellWidth { Width = Number(width), Type = W.TableWidthUnitValues.Dxa },
                new W.TableCellVerticalAlignment { Val = W.TableVerticalAlignmentValues.Center }));
            cell.Append(content);
            return cell;
        }

        W.Table Put(Table table)
        {
            var size = table.Size ?? layout.Body * 0.75f;
            var weights = table.Columns.Sum(c => c.Weight);
            var widths = table.Columns.Select(c => Twips(Width * c.Weight / weights)).ToArray();
            var result = new W.Table(Frame(widths.Sum(), ruled: true), new W.TableGrid(widths.Select(w => new W.GridColumn { Width = Number(w) })));
            if (table.Columns.Any(c => c.Head.Length > 0))
            {
                var head = new W.TableRow(new W.TableRowProperties(new W.CantSplit(), new W.TableHeader()));
                for (var i = 0; i < widths.Length; i++) head.Append(Cell(widths[i], Text(table.Columns[i].Head, Hei, size, size * 1.4f, Align.Centre)));
                result.Append(head);
            }
            foreach (var cells in table.Rows)
            {
                var row = new W.TableRow(new W.TableRowProperties(new W.CantSplit(), new W.TableRowHeight { Val = (uint)TwipsOf(table.RowHeight), HeightType = W.HeightRuleValues.AtLeast }));
                for (var i = 0; i < widths.Length; i++)
                {
                    var (column, points) = (table.Columns[i], table.Columns[i].Size ?? size);
                    row.Append(Cell(widths[i], Text(cells[i], column.Bold ? Hei : Song, points, points * 1.4f, column.Align)));
                }
                result.Append(row);
            }
            return result;
        }

        W.Table Put(CodeBlock code)
        {
            var (total, side) = (Twips(Width), TwipsOf(code.Side));
            return new W.Table(Frame(total, ruled: false), new W.TableGrid(new W.GridColumn { Width = Number(side + 240) }, new W.GridColumn { Width = Number(total - side - 240) }),
                new W.TableRow(new W.TableRowProperties(new W.CantSplit()),
                    Cell(side + 240, new W.Paragraph(new W.Run(Picture(code)))),
                    // A cell must not be empty.
                    Cell(total - side - 240, code.Beside.Count > 0 ? [.. code.Beside.Select(Put)] : [new W.Paragraph()])));
        }

        W.Drawing Picture(CodeBlock code)
        {
            var part = main.AddImagePart(ImagePartType.Png);
            using (var square = new SquareCode(code.Content))
            using (var png = new MemoryStream(square.Png()))
                part.FeedData(png);
            // English metric units, 36,000 a millimetre.
            var (side, id) = ((long)(code.Side * 36_000), (uint)main.ImageParts.Count());
            return new W.Drawing(new DW.Inline(
                new DW.Extent { Cx = side, Cy = side }, new DW.DocProperties { Id = id, Name = $"二维码 {id}", Description = code.Content.Plain() },
                new A.Graphic(new A.GraphicData(new P.Picture(
                    new P.NonVisualPictureProperties(new P.NonVisualDrawingProperties { Id = id, Name = $"qr{id}.png" }, new P.NonVisualPictureDrawingProperties()),
                    new P.BlipFill(new A.Blip { Embed = main.GetIdOfPart(part) }, new A.Stretch(new A.FillRectangle())),
                    new P.ShapeProperties(new A.Transform2D(new A.Offset { X = 0, Y = 0 }, new A.Extents { Cx = side, Cy = side }),
                        new A.PresetGeometry(new A.AdjustValueList()) { Preset = A.ShapeTypeValues.Rectangle })))
                { Uri = "http://schemas.openxmlformats.org/drawingml/2006/picture" }))
            { DistanceFromTop = 0, DistanceFromBottom = 0, DistanceFromLeft = 0, DistanceFromRight = 0 });
        }

        void Close()
        {
            if (document.Attachments.Count > 0) Put(new Gap(layout.Pitch));
            for (var i = 0; i < document.Attachments.Count; i++)
                body.Append(Put(new Paragraph($"{(i == 0 ? "附件：" : "　　　")}{(document.Attachments.Count > 1 ? $"{i + 1}. " : "")}{document.Attachments[i]}") { Align = Align.Left }));
            if (document.Signature is not { } signature) return;
            Put(new Gap(layout.SignatureGap));
            var date = OfficeDates.Zh(signature.Date);
            var size = layout.Body;
            // As the PDF has it (GB/T 9704-2012, 7.3.5.1); the carried face measures the words, whose square characters are as wide in every face.
            var middle = 4 * size + (Typeface.Song.Width(date, size) - Typeface.Song.Width(signature.Issuer.Plain(), size)) / 2;
            body.Append(Text(signature.Issuer, Song, size, layout.Pitch, Align.Right, right: Math.Max(2 * size, middle)));
            body.Append(Text(date, Song, size, layout.Pitch, Align.Right, right: 4 * size));
        }
    }
}
