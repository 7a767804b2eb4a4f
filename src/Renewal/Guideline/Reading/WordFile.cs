namespace Renewal.Guideline.Reading;

/// <summary>English of texts that give none of their own (ADR 0104).</summary>
static class WordFile
{
    public static IReadOnlyDictionary<string, string> Read(string path, Faults faults)
    {
        Dictionary<string, string> words = [];
        if (DataMap.Load(path, faults) is not { } file) return words;
        foreach (var row in file.Maps("rows"))
        {
            var zh = row.Filled("zh");
            if (!words.TryAdd(zh, row.Filled("en"))) row.Fault($"\"{zh}\" stands twice");
            row.Done();
        }
        file.Done();
        return words;
    }
}
