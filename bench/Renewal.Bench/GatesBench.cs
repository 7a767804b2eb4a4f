namespace Renewal.Bench;

static class GatesBench
{
    public static Task<int> Run(string store, int projects, int rounds, CancellationToken stop) => throw new NotImplementedException();
}
