namespace Renewal.Access;

public enum AttemptOutcome { Failed, Succeeded, Locked }

/// <summary>One try to sign in. The account is kept as a keyed digest: people type passwords into the login field.</summary>
public sealed class SignInAttempt
{
    SignInAttempt() { }

    public SignInAttempt(string account, string address, AttemptOutcome outcome, DateTimeOffset at) =>
        (Id, Account, Address, Outcome, At) = (Guid.CreateVersion7(at), account, address, outcome, at);

    public Guid Id { get; private set; }
    public string Account { get; private set; } = "";
    public string Address { get; private set; } = "";
    public AttemptOutcome Outcome { get; private set; }
    public DateTimeOffset At { get; private set; }
}
