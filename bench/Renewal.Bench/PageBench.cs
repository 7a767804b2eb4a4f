namespace Renewal.Bench;

static class PageBench
{
    public static Task<int> Run(int connections, int seconds, int rounds, CancellationToken stop) => throw new NotImplementedException();
}
