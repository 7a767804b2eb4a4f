using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using Renewal.Participation;
using Renewal.Participation.Proofs;
using Renewal.Storage;

namespace Renewal.Tests.Participation.Proofs;

/// <summary>A small vote with everything in it: channels, a dispute, a settlement, an objection, a void ballot, a correction of the roll; and its bundles.</summary>
sealed class ProofWorld : IDisposable
{
    public static readonly Guid Consultation = Guid.Parse("0199aaaa-0000-7000-8000-000000000001");
    static readonly DateTimeOffset Opened = new(2026, 5, 1, 0, 0, 0, TimeSpan.Zero);

    readonly ECDsa key = ECDsa.Create(ECCurve.NamedCurves.nistP256);

    public List<RollSeat> Seats { get; } = [];
    public List<RollCorrection> Corrections { get; } = [];
    public List<BallotLeaf> Leaves { get; } = [];
    public List<LeafOpening> Openings { get; } = [];
    public List<BallotEvent> Events { get; } = [];
    public List<SignedText> Heads { get; } = [];
    public MerkleTree Log { get; } = new();
    public string Rules { get; set; } = """
        {"version":1,"consultation":"0199aaaa-0000-7000-8000-000000000001","lines":[
        {"order":1,"question":"works","zh":"改造方案","form":"YesNo","item":9,"circle":"Community","building":"","stairwell":"","options":[],"thresholds":[]},
        {"order":2,"question":"model","zh":"物业模式","form":"Choice","item":0,"circle":"Community","building":"","stairwell":"","options":[{"code":"professional"},{"code":"self"}],"thresholds":[]},
        {"order":3,"question":"lift","zh":"加装电梯","form":"YesNo","item":8,"circle":"Stairwell","building":"1","stairwell":"1","options":[],"thresholds":[]}]}
        """;

    public ProofWorld()
    {
        for (var i = 1; i <= 12; i++) Seats.Add(new(i, $"{(i + 5) / 6}-{(i + 2) / 3}-{i}01", $"{(i + 5) / 6}", $"{(i + 2) / 3}", 5000 + i * 101, i == 12 ? 11 : i));
        Cast(1, Channel.Online, "1=yes;2=professional;3=yes");
        Cast(2, Channel.Online, "1=no;2=abstain;3=no");
        Cast(2, Channel.Online, "1=yes;2=self;3=no");
        Sign();
        Cast(2, Channel.Paper, "1=yes;2=self;3=no");
        Cast(3, Channel.Online, "1=yes;2=self;3=yes");
        Cast(3, Channel.Paper, "1=no;2=self;3=yes");
        Cast(4, Channel.Assisted, "1=yes;2=self");
        Cast(5, Channel.Paper, "1=yes;2=professional");
        Event(BallotEventKind.Voided, 5, 1);
        Sign();
        Cast(6, Channel.Paper, "1=yes;2=professional");
        Cast(6, Channel.Online, "1=no;2=professional");
        Cast(6, Channel.Settlement, "1=yes;2=professional");
        Event(BallotEventKind.Settlement, 6, 3);
        Cast(7, Channel.Online, "1=yes;2=professional");
        Event(BallotEventKind.Objection, 7, 0);
        Cast(11, Channel.Online, "1=yes;2=professional");
        Cast(12, Channel.Online, "1=no;2=professional");
        Event(BallotEventKind.Spoiled, 10, 0);
        var was = Seats[7];
        Corrections.Add(new(1, Opened.AddDays(1), was.Line(), (was with { Area = 7000 }).Line(), "登记簿面积更正", "某社区居委会", "某街道办事处"));
        Sign();
    }

    public OfficeKey Key => new(Pem);
    public string Pem => key.ExportSubjectPublicKeyInfoPem();
    public SignedText Signed(string text) => new(text, SignatureOf(text), Convert.ToHexStringLower(SHA256.HashData(key.ExportSubjectPublicKeyInfo())));
    string SignatureOf(string text) => Convert.ToBase64String(key.SignData(Encoding.UTF8.GetBytes(text), HashAlgorithmName.SHA256, DSASignatureFormat.Rfc3279DerSequence));

    public void Cast(int seat, Channel channel, string choices)
    {
        var index = Leaves.Count;
        var nonce = SHA256.HashData([(byte)index]);
        var opening = string.Create(CultureInfo.InvariantCulture, $"renewal opening v1\nballot={new Guid(index, 1, 1, new byte[8])}\nat=2026-05-01T00:00:{index:00}.000Z\nchoices={choices}\n");
        var leaf = new BallotLeaf(Consultation, seat, Leaves.Count(l => l.Seat == seat) + 1, channel, BallotOpening.Commit(nonce, opening));
        Leaves.Add(leaf);
        Log.Add(Encoding.UTF8.GetBytes(leaf.Text()));
        Openings.Add(new(index, Convert.ToHexStringLower(nonce), opening));
    }

    void Event(BallotEventKind kind, int seat, int ordinal) => Events.Add(new(kind, seat, ordinal, Opened.AddDays(2), "有书面材料"));

    public void Sign() => Heads.Add(Signed(new TreeHead(Consultation, Log.Size, Convert.ToHexStringLower(Log.Root(Log.Size)), Opened.AddHours(Heads.Count)).Text()));

    public Receipt Receipt(int index) => Renewal.Participation.Proofs.Receipt.Of(Leaves[index], index, Log, Heads[^1]);

    public IReadOnlyList<LineTotals> Count()
    {
        var roll = new ProofRoll(Consultation, SeatKind.Unit, Seats).Corrected(Corrections);
        return IndependentTally.Count(roll.Seats, ProofRules.Parse(Rules).Lines,
            Openings.Select(o => new OpenBallot(Leaves[(int)o.Index].Seat, Leaves[(int)o.Index].Ordinal, Leaves[(int)o.Index].Channel, BallotOpening.Parse(o.Opening).Choices)),
            Events.Where(e => e.Kind == BallotEventKind.Voided).Select(e => (e.Seat, e.Ordinal)).ToHashSet(), Events.Where(e => e.Kind == BallotEventKind.Objection).Select(e => e.Seat).ToHashSet());
    }

    public ConsultationBundle Bundle(bool recount, Func<ResultStatement, ResultStatement>? change = null)
    {
        var roll = new ProofRoll(Consultation, SeatKind.Unit, Seats).Text();
        var statement = ResultStatement.Of(Consultation, ResultState.Final, Hash(roll), Log.Size, Convert.ToHexStringLower(Log.Root(Log.Size)), Opened.AddDays(30), Hash(Rules), Count());
        var voided = Events.Where(e => e.Kind == BallotEventKind.Voided).Select(e => (e.Seat, e.Ordinal)).ToHashSet();
        return new(Consultation, "改造方案表决", roll, Corrections, [.. Leaves.Select(l => l.Text())], Heads, Signed((change?.Invoke(statement) ?? statement).Text()),
            [.. Leaves.GroupBy(l => l.Seat).Select(g => new SeatParticipation(g.Key, g.LastOrDefault(l => !voided.Contains((l.Seat, l.Ordinal)))?.Channel))],
            Rules, Pem, recount ? new(Openings, Events) : null);
    }

    public byte[] Zip(ConsultationBundle bundle)
    {
        var zip = new MemoryStream();
        bundle.Write(zip, SignatureOf);
        return zip.ToArray();
    }

    public static string Hash(string text) => Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(text)));

    public void Dispose() => key.Dispose();
}
