using System.Globalization;
using System.Security.Cryptography;
using Microsoft.AspNetCore.DataProtection;
using Microsoft.EntityFrameworkCore;
using Renewal.Access.Contract;
using Renewal.Foundation;
using Renewal.Guideline.Contract;
using Renewal.Participation.Contract;
using Renewal.Places.Contract;
using Renewal.Storage;

namespace Renewal.Participation;

/// <summary>How the second factor was given.</summary>
public enum Factor
{
    /// <summary>A code sent to a phone on the roll.</summary>
    Phone,
    /// <summary>Identity shown at the counter, or at the door to two of different organisations (office-rules, Consultations 7).</summary>
    IdentityShown,
}

/// <summary>Who votes, once proved: a seat of a consultation.</summary>
/// <param name="Tenant">rents the home: answers after its owner, and only where households do (office-rules, Consultations 4)</param>
public sealed record Voter(ConsultationId Consultation, Guid Seat, Factor Factor, bool Tenant = false)
{
    public Channel Way => Tenant ? Channel.TenantOnline : Channel.Online;
}

/// <summary>A six-digit code on its way to a phone. Short-lived; only its digest is kept.</summary>
public sealed class PhoneCode
{
    public Guid Id { get; init; }
    public ConsultationId Consultation { get; init; }
    public Guid Seat { get; init; }
    public byte[] Digest { get; init; } = [];
    public DateTimeOffset At { get; init; }
    public DateTimeOffset Expires { get; init; }
    public int Tries { get; set; }
    public bool Used { get; set; }
    public bool Tenant { get; init; }
}

/// <summary>What was proved travels in a sealed token that names consultation and seat, so that it opens no other one.</summary>
public sealed class VoterTokens(IDataProtectionProvider protection, TimeProvider clock)
{
    static readonly TimeSpan LetterTime = TimeSpan.FromMinutes(15), SessionTime = TimeSpan.FromMinutes(30);
    readonly IDataProtector letters = protection.CreateProtector("Renewal.Participation.Letter"), sessions = protection.CreateProtector("Renewal.Participation.Voter");

    /// <summary>After the first factor.</summary>
    public string Letter(ConsultationId consultation, Guid seat) => Seal(letters, consultation, seat, "letter", LetterTime);

    /// <summary>Null when it is none, or over.</summary>
    public (ConsultationId Consultation, Guid Seat)? ReadLetter(string? token) => Open(letters, token) is var (consultation, seat, _) ? (consultation, seat) : null;

    /// <summary>After the second.</summary>
    public string Session(Voter voter) => Seal(sessions, voter.Consultation, voter.Seat, voter.Tenant ? $"{voter.Factor} tenant" : voter.Factor.ToString(), SessionTime);

    /// <summary>Null when it is none, or over.</summary>
    public Voter? Read(string? session) => Open(sessions, session) is var (consultation, seat, factor) ? new(consultation, seat, Enum.Parse<Factor>(factor.Split(' ')[0]), factor.EndsWith(" tenant", StringComparison.Ordinal)) : null;

    string Seal(IDataProtector protector, ConsultationId consultation, Guid seat, string what, TimeSpan time) =>
        protector.Protect($"{consultation}|{seat}|{what}|{(clock.GetUtcNow() + time).ToUnixTimeSeconds().ToString(CultureInfo.InvariantCulture)}");

    (ConsultationId, Guid, string)? Open(IDataProtector protector, string? token)
    {
        if (string.IsNullOrEmpty(token)) return null;
        try
        {
            var parts = protector.Unprotect(token).Split('|');
            return long.Parse(parts[3], CultureInfo.InvariantCulture) > clock.GetUtcNow().ToUnixTimeSeconds() ? (new ConsultationId(Guid.Parse(parts[0])), Guid.Parse(parts[1]), parts[2]) : null;
        }
        catch (CryptographicException) { return null; }
    }
}

/// <summary>
/// Proves a voter: the letter code finds the seat, a phone code or shown identity proves the person. Answers are the same whether a code or a phone is
/// known or not.
/// </summary>
public sealed class Voters(RenewalDb db, PersonalData personal, UnitPhones phones, IGuideline guideline, CodeMessages messages, TimeProvider clock, WriterQueue writers, VoterTokens tokens)
{
    static readonly TimeSpan CodeTime = TimeSpan.FromMinutes(5);
    const int MostTries = 5, MostCodes = 3;
    const string DigestColumn = "participation_phone_codes.Digest";

    /// <summary>First factor. The look-up is by keyed digest, so neither its time nor its answer tells how near a guess was.</summary>
    /// <returns>a token for the second factor</returns>
    /// <exception cref="RuleBroken">voter.letter</exception>
    public async Task<string> Letter(string? typed, CancellationToken stop = default)
    {
        var index = personal.Index(PrintLetters.CodeColumn, LetterCode.Read(typed) ?? LetterCode.New());
        var seat = await db.Set<Seat>().AsNoTracking().Where(s => s.CodeIndex == index && s.Asked && !s.Struck).Select(s => new { s.Id, s.Consultation }).SingleOrDefaultAsync(stop)
            ?? throw new RuleBroken("voter.letter", "这个编码不对，或者已经换发了新的征询函。请对照征询函重新输入，也可以扫码。") { Field = "Code" };
        return tokens.Letter(seat.Consultation, seat.Id);
    }

    /// <summary>Sends a code, if the phone stands on the roll of the unit. The answer, and its time, are the same if it does not.</summary>
    /// <exception cref="RuleBroken">voter.letter_expired, voter.phone, voter.too_many (429)</exception>
    public async Task SendCode(string? letter, string? phone, CancellationToken stop = default)
    {
        var (consultation, seat) = tokens.ReadLetter(letter) ?? throw Expired();
        var digits = GivenPhone.Digits(phone) ?? throw new RuleBroken("voter.phone", "请输入登记在名册上的手机号码。") { Field = "Phone" };
        var now = clock.Instant();
        var (since, unit) = (now.AddMinutes(-15), await db.Set<Seat>().Where(s => s.Id == seat).Select(s => s.Unit).SingleAsync(stop));
        // Asked for whether the phone is known or not: who guesses phones runs into the same wall.
        if (await db.Set<PhoneCode>().CountAsync(c => c.Seat == seat && c.At > since, stop) >= MostCodes) throw new RuleBroken("voter.too_many", "验证码发送过于频繁，请 15 分钟后再试。", 429);
        var whose = await phones.Whose(unit, digits, await SpeakerOf(consultation, stop), stop);
        var known = whose != PhoneOf.Nobody;
        var code = RandomNumberGenerator.GetInt32(1_000_000).ToString("000000", CultureInfo.InvariantCulture);
        using (await writers.Enter(db, stop))
        {
            var id = Guid.CreateVersion7();
            // A code that nobody was sent can never be proved: its digest is of something else.
            db.Add(new PhoneCode { Id = id, Consultation = consultation, Seat = seat, Digest = personal.Index(DigestColumn, $"{id:N}{(known ? code : LetterCode.New())}"), At = now, Expires = now + CodeTime, Tenant = whose == PhoneOf.Tenant });
            await db.SaveChangesAsync(stop);
        }
        if (known) messages.Take(digits, $"您的投票验证码是 {code}，5 分钟内有效。不要告诉任何人，工作人员也不会向您索要。", now + CodeTime);
    }

    /// <summary>A tenant answers for the household and never for the owner, unless the city lets tenants of public housing vote in the title holder's place.</summary>
    async Task<Speaker> SpeakerOf(ConsultationId id, CancellationToken stop)
    {
        var c = await db.Set<Consultation>().AsNoTracking().SingleAsync(x => x.Id == id, stop);
        return c.KindOf.Seats == SeatKind.Household ? Speaker.Household
            : (await guideline.Parameter(SeatOptions.HolderVotes, c.Division, c.NoticeOn!.Value, stop)).Numerator == 1 ? Speaker.Owner : Speaker.OwnerOrPublicTenant;
    }

    /// <summary>Second factor: the code of the phone.</summary>
    /// <returns>the session token of the voter</returns>
    /// <exception cref="RuleBroken">voter.code, voter.letter_expired</exception>
    public async Task<string> Prove(string? letter, string? code, CancellationToken stop = default)
    {
        var (consultation, seat) = tokens.ReadLetter(letter) ?? throw Expired();
        var typed = new string([.. (code ?? "").Normalize(System.Text.NormalizationForm.FormKC).Where(char.IsAsciiDigit)]);
        var now = clock.Instant();
        using var turn = await writers.Enter(db, stop);
        await using var transaction = await db.Database.BeginTransactionAsync(stop);
        if (db is PostgresRenewalDb) await db.Database.ExecuteSqlAsync($"""SELECT 1 FROM participation_phone_codes WHERE "Seat" = {seat} FOR UPDATE""", stop);
        var sent = await db.Set<PhoneCode>().Where(c => c.Seat == seat && c.Consultation == consultation && !c.Used && c.Expires > now && c.Tries < MostTries).OrderByDescending(c => c.At).FirstOrDefaultAsync(stop);
        if (sent is null) throw Wrong();
        sent.Tries++;
        var right = typed.Length == 6 && CryptographicOperations.FixedTimeEquals(sent.Digest, personal.Index(DigestColumn, $"{sent.Id:N}{typed}"));
        sent.Used = right;
        await db.SaveChangesAsync(stop);
        await transaction.CommitAsync(CancellationToken.None);
        return right ? tokens.Session(new(consultation, seat, Factor.Phone, sent.Tenant)) : throw Wrong();

        static RuleBroken Wrong() => new("voter.code", "验证码不对或已过期。请核对短信，或重新获取。") { Field = "Code" };
    }

    static RuleBroken Expired() => new("voter.letter_expired", "停留时间过长，请重新输入征询函上的编码。");
}
