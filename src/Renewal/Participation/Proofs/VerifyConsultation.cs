using Renewal.Storage;

namespace Renewal.Participation.Proofs;

/// <summary>
/// Checks a bundle from end to end, from the zip alone: signatures, roll and denominators, every leaf and every head of the log, who took part, and, with the
/// openings of a recount bundle, every figure of the result. Says exactly what is wrong.
/// </summary>
public static class VerifyConsultation
{
    /// <param name="key">the office's published key; null to go by the key in the zip, which proves only that all is of one hand</param>
    public static Report Run(Stream zip, OfficeKey? key = null)
    {
        var report = new Report();
        ConsultationBundle? bundle = null;
        if (!report.Add("bundle.read", "核验包可以读取", () =>
        {
            bundle = ConsultationBundle.Read(zip, ref key, report);
            return [];
        })) return report;
        new Verification(bundle!, key!, report).All();
        return report;
    }
}

/// <summary>One verification.</summary>
sealed class Verification(ConsultationBundle bundle, OfficeKey key, Report report)
{
    ResultStatement statement = null!;
    ProofRoll roll = null!;
    ProofRules rules = null!;
    List<BallotLeaf> leaves = [];
    Dictionary<int, SeatParticipation> took = [];

    public void All()
    {
        var read = report.Add("statement", "结果声明由公钥签署，写法规范", Statement);
        read &= report.Add("roll", "名册与结果声明中的名册哈希一致，更正逐条有理由、有复核", Roll);
        read &= report.Add("rules", "计票规则与结果声明中的规则哈希一致", Rules);
        read &= report.Add("leaves", $"日志中 {bundle.Leaves.Count:#,##0} 张选票逐张规范，席位在名册上，票次相接", Leaves);
        if (!read) return;
        var log = new MerkleTree();
        foreach (var leaf in bundle.Leaves) log.Add(Canonical.Bytes(leaf));
        report.Add("root", "由全部选票算出的根与结果声明、最终日志声明一致", () => Root(log));
        report.Add("heads", $"{bundle.Heads.Count:#,##0} 份日志声明逐份有签名，都是最终日志的开头", () => Heads(log));
        report.Add("participation", "参与的席位都有选票，有选票的席位都在参与名单上", Participation);
        report.Add("totals", "按名册和参与名单重算的总数、参与数与结果声明一致", Totals);
        if (bundle.Recount is not { } secret) return;
        List<OpenBallot> opened = [];
        var all = report.Add("openings", "每张选票都已打开，内容与封存时的承诺一致，选项有效", () => Open(secret, opened));
        all &= report.Add("events", "异议、确认、作废逐条对应到席位和选票", () => Events(secret));
        if (all) report.Add("recount", "逐票重新计票，各项得票与结果声明一字不差", () => Count(secret, opened));
    }

    IEnumerable<string> Statement()
    {
        statement = ResultStatement.Parse(bundle.Statement.Text);
        if (key.Wrong(bundle.Statement) is { } wrong) yield return wrong;
        if (statement.Consultation != bundle.Consultation) yield return $"结果声明属于征询 {statement.Consultation}，清单写的是 {bundle.Consultation}";
    }

    IEnumerable<string> Roll()
    {
        var frozen = ProofRoll.Parse(bundle.Roll);
        roll = bundle.CountedRoll();
        if (Canonical.Hash(bundle.Roll) is var hash && hash != statement?.Roll) yield return $"名册的哈希是 {hash}，结果声明写的是 {statement?.Roll}";
        if (frozen.Consultation != bundle.Consultation) yield return $"名册属于征询 {frozen.Consultation}";
    }

    IEnumerable<string> Rules()
    {
        rules = ProofRules.Parse(bundle.Rules);
        if (Canonical.Hash(bundle.Rules) is var hash && hash != statement?.Rules) yield return $"规则的哈希是 {hash}，结果声明写的是 {statement?.Rules}";
        if (rules.Consultation != bundle.Consultation) yield return $"规则属于征询 {rules.Consultation}";
        foreach (var twice in rules.Lines.CountBy(l => l.Order).Where(c => c.Value > 1)) yield return $"规则中第 {twice.Key} 项不止一次";
        if (rules.Asked is { } asked && roll is not null) roll = roll with { Seats = [.. roll.Seats.Where(s => asked.Contains(s.Place))] };
    }

    IEnumerable<string> Leaves()
    {
        Dictionary<int, int> last = [];
        var places = roll?.Seats.Select(s => s.Place).ToHashSet() ?? [];
        foreach (var (index, text) in bundle.Leaves.Index())
        {
            BallotLeaf? leaf = null;
            string? wrong = null;
            try { leaves.Add(leaf = BallotLeaf.Parse(text)); }
            catch (FormatException e) { wrong = e.Message; }
            if (leaf is null)
            {
                yield return $"第 {index} 号选票：{wrong}";
                continue;
            }
            if (leaf.Consultation != bundle.Consultation) yield return $"第 {index} 号选票属于征询 {leaf.Consultation}";
            if (!places.Contains(leaf.Seat)) yield return $"第 {index} 号选票的席位 {leaf.Seat} 不在名册上";
            var ordinal = last[leaf.Seat] = last.GetValueOrDefault(leaf.Seat) + 1;
            if (leaf.Ordinal != ordinal) yield return $"第 {index} 号选票写的是席位 {leaf.Seat} 的第 {leaf.Ordinal} 张，实为第 {ordinal} 张";
        }
    }

    IEnumerable<string> Root(MerkleTree log)
    {
        var root = Convert.ToHexStringLower(log.Root(log.Size));
        if (statement.Size != log.Size) yield return $"结果声明写的是 {statement.Size} 张，日志有 {log.Size} 张";
        if (statement.Root != root) yield return $"算出的根是 {root}，结果声明写的是 {statement.Root}";
        var head = TreeHead.Parse(bundle.Heads[^1].Text);
        if (head.Size != log.Size || head.Root != root) yield return $"最终日志声明是 {head.Size} 张、根 {head.Root}";
    }

    IEnumerable<string> Heads(MerkleTree log)
    {
        var before = new TreeHead(bundle.Consultation, 0, "", DateTimeOffset.MinValue);
        foreach (var (number, signed) in bundle.Heads.Index())
        {
            var head = TreeHead.Parse(signed.Text);
            if (key.Wrong(signed) is { } wrong) yield return $"第 {number + 1} 份日志声明：{wrong}";
            if (head.Consultation != bundle.Consultation) yield return $"第 {number + 1} 份日志声明属于征询 {head.Consultation}";
            if (head.Size < before.Size || head.At < before.At) yield return $"第 {number + 1} 份日志声明比前一份倒退";
            if (head.Size > log.Size) yield return $"第 {number + 1} 份日志声明有 {head.Size} 张选票，最终日志只有 {log.Size} 张：有选票被拿走";
            else if (head.Root != Convert.ToHexStringLower(log.Root(head.Size))) yield return $"第 {number + 1} 份日志声明（{head.Size} 张）不是最终日志的开头：选票被换过";
            before = head;
        }
    }

    IEnumerable<string> Participation()
    {
        var channels = leaves.ToLookup(l => l.Seat, l => l.Channel);
        foreach (var row in bundle.Participation)
        {
            if (!took.TryAdd(row.Seat, row)) yield return $"席位 {row.Seat} 在参与名单上不止一次";
            if (!channels.Contains(row.Seat)) yield return $"席位 {row.Seat} 列为参与，日志中没有它的选票";
            else if (row.Channel is { } channel && !channels[row.Seat].Contains(channel)) yield return $"席位 {row.Seat} 列为 {channel}，日志中没有这一渠道的选票";
        }
        foreach (var seat in channels.Where(c => !took.ContainsKey(c.Key))) yield return $"席位 {seat.Key} 有选票，不在参与名单上";
    }

    /// <summary>Denominators and participation need no choice; the rest of a row is opened by the recount.</summary>
    IEnumerable<string> Totals()
    {
        var rows = statement.Rows.Split('\n', StringSplitOptions.RemoveEmptyEntries).Where(r => r.StartsWith("line=", StringComparison.Ordinal)).ToList();
        if (rows.Count != rules.Lines.Count) yield return $"结果声明有 {rows.Count} 项，规则有 {rules.Lines.Count} 项";
        foreach (var (line, row) in rules.Lines.Zip(rows))
        {
            var t = IndependentTally.Line(line, roll.Seats, seat => took.GetValueOrDefault(seat.Place)?.Channel is null ? null : "abstain");
            var should = $"line={line.Order}|{line.Kind}|{line.Item}|{line.Scope}|{t.Total.Cells}|{t.Part.Cells}|";
            if (!row.StartsWith(should, StringComparison.Ordinal)) yield return $"第 {line.Order} 项应为「{should}…」，结果声明写的是「{row}」";
        }
    }

    IEnumerable<string> Open(RecountPart secret, List<OpenBallot> opened)
    {
        var byIndex = secret.Openings.ToLookup(o => o.Index);
        HashSet<Guid> ids = [];
        var seats = roll.Seats.ToDictionary(s => s.Place);
        foreach (var (index, leaf) in leaves.Index())
        {
            if (byIndex[index].Count() != 1)
            {
                yield return $"第 {index} 号选票有 {byIndex[index].Count()} 份内容";
                continue;
            }
            var secretOf = byIndex[index].First();
            if (BallotOpening.Commit(Canonical.Hash32(secretOf.Nonce), secretOf.Opening) != leaf.Commitment) yield return $"第 {index} 号选票的内容与封存时的承诺不符";
            var opening = BallotOpening.Parse(secretOf.Opening);
            if (!ids.Add(opening.Ballot)) yield return $"第 {index} 号选票的编号 {opening.Ballot} 用过不止一次";
            foreach (var (order, value) in opening.Choices)
                if (rules.Lines.FirstOrDefault(l => l.Order == order) is not { } line || !line.Asks(seats[leaf.Seat]) || !line.Allows(value))
                    yield return $"第 {index} 号选票的「{order}={value}」不在这张票上";
            opened.Add(new(leaf.Seat, leaf.Ordinal, leaf.Channel, opening.Choices));
        }
        foreach (var stray in secret.Openings.Where(o => o.Index < 0 || o.Index >= leaves.Count)) yield return $"第 {stray.Index} 号选票不在日志中";
    }

    IEnumerable<string> Events(RecountPart secret)
    {
        var known = leaves.ToDictionary(l => (l.Seat, l.Ordinal));
        foreach (var (number, e) in secret.Events.Index())
        {
            var ballot = known.GetValueOrDefault((e.Seat, e.Ordinal));
            if (ballot is null && (e.Ordinal != 0 || e.Kind is BallotEventKind.Voided or BallotEventKind.Settlement))
                yield return $"第 {number + 1} 条变更指向席位 {e.Seat} 的第 {e.Ordinal} 张选票，日志中没有";
            if (e.Kind == BallotEventKind.Settlement && ballot is { Channel: not Channel.Settlement }) yield return $"第 {number + 1} 条变更指向的不是本人确认票";
            if (string.IsNullOrWhiteSpace(e.Reason)) yield return $"第 {number + 1} 条变更没有理由";
        }
        var settled = secret.Events.Where(e => e.Kind == BallotEventKind.Settlement).Select(e => (e.Seat, e.Ordinal)).ToHashSet();
        foreach (var leaf in leaves.Where(l => l.Channel == Channel.Settlement && !settled.Contains((l.Seat, l.Ordinal)))) yield return $"席位 {leaf.Seat} 的本人确认票没有相应的记录";
    }

    IEnumerable<string> Count(RecountPart secret, List<OpenBallot> opened)
    {
        var voided = secret.Events.Where(e => e.Kind is BallotEventKind.Voided or BallotEventKind.Spoiled).Select(e => (e.Seat, e.Ordinal)).ToHashSet();
        var objected = secret.Events.Where(e => e.Kind == BallotEventKind.Objection).Select(e => e.Seat).ToHashSet();
        var valid = opened.Where(b => !voided.Contains((b.Seat, b.Ordinal))).Select(b => b.Seat).ToHashSet();
        foreach (var row in took.Values.Where(t => t.Channel is not null != valid.Contains(t.Seat)))
            yield return valid.Contains(row.Seat) ? $"席位 {row.Seat} 有有效选票，名单却写作废" : $"席位 {row.Seat} 的选票全部作废，名单却写参与";
        var counted = string.Concat(IndependentTally.Count(roll.Seats, rules.Lines, opened, voided, objected).Select(l => l.Text()));
        var (mine, theirs) = (counted.Split('\n'), statement.Rows.Split('\n'));
        for (var i = 0; i < Math.Max(mine.Length, theirs.Length); i++)
            if (mine.ElementAtOrDefault(i) != theirs.ElementAtOrDefault(i)) yield return $"重新计票得「{mine.ElementAtOrDefault(i)}」，结果声明写的是「{theirs.ElementAtOrDefault(i)}」";
    }
}
