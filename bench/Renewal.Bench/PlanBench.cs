using System.Diagnostics;
using Renewal.Kernels;
using Renewal.Kernels.Planning;

namespace Renewal.Bench;

static class PlanBench
{
    public static int Run(int n, int years, long iterations, int seed)
    {
        var p = PlanCase.Make(n, years);
        var cpu0 = Process.GetCurrentProcess().TotalProcessorTime; var w = Stopwatch.StartNew();
        var plan = AnnualProgramme.Solve(p, new PlanOptions(seed, iterations), new Show(w));
        Console.WriteLine($"{n} {w.Elapsed.TotalSeconds:0.00}s cpu {(Process.GetCurrentProcess().TotalProcessorTime - cpu0).TotalSeconds:0.00} value {plan.Proof.Value} bound {plan.Proof.Bound} gap {plan.Proof.Gap:P3} in {plan.Year.Count(y => y >= 0)} mem {Process.GetCurrentProcess().PeakWorkingSet64 >> 20} MB");
        return 0;
    }
    sealed class Show(Stopwatch w) : IProgress<KernelProgress>
    {
        int n;
        public void Report(KernelProgress v) { if (n++ % 10 < 3) Console.WriteLine($"  {w.Elapsed.TotalSeconds:0.00} {v.Phase} {v.Iteration} {v.Best} {v.Bound} {(v.Best is {} b ? (double)(v.Bound! - b)/v.Bound : 1):P3}"); }
    }
}
