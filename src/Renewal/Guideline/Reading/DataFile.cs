using System.Globalization;
using YamlDotNet.Core;
using YamlDotNet.RepresentationModel;

namespace Renewal.Guideline.Reading;

/// <summary>A data file that is wrong stops the start: every fault with file, line and a sentence that says what to do.</summary>
public sealed class DataFault(IReadOnlyList<string> faults)
    : Exception("指引数据有误，系统未启动 The guideline's data files are wrong:\n  " + string.Join("\n  ", faults))
{
    public IReadOnlyList<string> Faults { get; } = faults;
}

/// <summary>Gathers what is wrong over all files, so that one start shows everything.</summary>
sealed class Faults
{
    readonly List<string> found = [];
    public void Add(string file, long line, string what) => found.Add($"{file}:{line}: {what}");
    public IReadOnlyList<string> Found => found;
    public void ThrowIfAny()
    {
        if (found.Count > 0) throw new DataFault(found);
    }
}

/// <summary>A mapping of a YAML data file which knows where it stands and which keys were read; a key nobody reads is a fault.</summary>
sealed class DataMap
{
    readonly string file;
    readonly YamlMappingNode node;
    readonly Faults faults;
    readonly HashSet<string> read = [];

    DataMap(string file, YamlMappingNode node, Faults faults) => (this.file, this.node, this.faults) = (file, node, faults);

    public long Line => node.Start.Line;

    /// <returns>null, with a fault, when the file is no mapping or no YAML</returns>
    public static DataMap? Load(string path, Faults faults)
    {
        var file = Path.GetFileName(path);
        try
        {
            using var text = new StreamReader(path);
            return Load(text, file, faults);
        }
        catch (IOException e)
        {
            faults.Add(file, 1, e.Message);
            return null;
        }
    }

    /// <param name="file">what faults call it</param>
    public static DataMap? Load(TextReader text, string file, Faults faults)
    {
        try
        {
            var yaml = new YamlStream();
            yaml.Load(text);
            if (yaml.Documents is [{ RootNode: YamlMappingNode root }]) return new DataMap(file, root, faults);
            faults.Add(file, 1, "the file must hold one mapping");
        }
        catch (YamlException e)
        {
            // A key that stands twice in one mapping ends here too.
            faults.Add(file, e.Start.Line, e.InnerException?.Message ?? e.Message);
        }
        return null;
    }

    public void Fault(string what) => faults.Add(file, Line, what);

    YamlNode? Node(string key)
    {
        read.Add(key);
        return node.Children.TryGetValue(new YamlScalarNode(key), out var value) ? value : null;
    }

    public bool Has(string key) => node.Children.ContainsKey(new YamlScalarNode(key));

    public string? TextOr(string key)
    {
        switch (Node(key))
        {
            case null: return null;
            case YamlScalarNode scalar: return scalar.Value ?? "";
            case var other:
                faults.Add(file, other.Start.Line, $"\"{key}\" must be text");
                return null;
        }
    }

    public string Text(string key)
    {
        if (TextOr(key) is { } text) return text;
        if (!Has(key)) Fault($"\"{key}\" is missing");
        return "";
    }

    public string Filled(string key)
    {
        var text = Text(key);
        if (text == "" && Has(key)) Fault($"\"{key}\" is empty");
        return text;
    }

    public int Number(string key)
    {
        var text = Text(key);
        if (int.TryParse(text, NumberStyles.Integer, CultureInfo.InvariantCulture, out var number)) return number;
        Fault($"\"{key}\" must be a whole number, not \"{text}\"");
        return 0;
    }

    public bool Flag(string key)
    {
        switch (TextOr(key))
        {
            case null or "false": return false;
            case "true": return true;
            case var other:
                Fault($"\"{key}\" must be true or false, not \"{other}\"");
                return false;
        }
    }

    public DateOnly? DayOr(string key)
    {
        if (TextOr(key) is not { } text) return null;
        if (DateOnly.TryParseExact(text, "yyyy-MM-dd", CultureInfo.InvariantCulture, DateTimeStyles.None, out var day)) return day;
        Fault($"\"{key}\" must be a day as 2026-01-31, not \"{text}\"");
        return null;
    }

    public DateOnly Day(string key)
    {
        if (!Has(key)) Fault($"\"{key}\" is missing");
        return DayOr(key) ?? default;
    }

    /// <summary>One of the words given.</summary>
    public T OneOf<T>(string key, IReadOnlyDictionary<string, T> words)
    {
        var text = Text(key);
        if (words.TryGetValue(text, out var value)) return value;
        if (Has(key)) Fault($"\"{key}\" must be one of {string.Join(", ", words.Keys)}, not \"{text}\"");
        return words.Values.First();
    }

    public IReadOnlyList<string> Texts(string key)
    {
        switch (Node(key))
        {
            case null: return [];
            case YamlSequenceNode list:
                List<string> texts = [];
                foreach (var item in list)
                    if (item is YamlScalarNode { Value: { } text }) texts.Add(text);
                    else faults.Add(file, item.Start.Line, $"\"{key}\" must be a list of words");
                return texts;
            case var other:
                faults.Add(file, other.Start.Line, $"\"{key}\" must be a list");
                return [];
        }
    }

    public DataMap? MapOr(string key)
    {
        switch (Node(key))
        {
            case null: return null;
            case YamlMappingNode map: return new DataMap(file, map, faults);
            case var other:
                faults.Add(file, other.Start.Line, $"\"{key}\" must be a mapping");
                return null;
        }
    }

    public IReadOnlyList<DataMap> Maps(string key)
    {
        List<DataMap> maps = [];
        foreach (var (_, map) in Mixed(key))
            if (map is not null) maps.Add(map);
            else Fault($"\"{key}\" must be a list of mappings");
        return maps;
    }

    /// <summary>A list whose items are words or mappings.</summary>
    public IReadOnlyList<(string? Text, DataMap? Map)> Mixed(string key)
    {
        switch (Node(key))
        {
            case null: return [];
            case YamlSequenceNode list:
                List<(string?, DataMap?)> items = [];
                foreach (var item in list)
                    items.Add(item is YamlMappingNode map ? (null, new DataMap(file, map, faults)) : ((item as YamlScalarNode)?.Value ?? "", null));
                return items;
            case var other:
                faults.Add(file, other.Start.Line, $"\"{key}\" must be a list");
                return [];
        }
    }

    /// <summary>Says which keys nobody knows. To be called after the last one is read.</summary>
    public void Done()
    {
        foreach (var (key, _) in node.Children)
            if (key is not YamlScalarNode { Value: { } name }) faults.Add(file, key.Start.Line, "keys must be words");
            else if (!read.Contains(name)) faults.Add(file, key.Start.Line, $"unknown key \"{name}\"");
    }
}
