using System.Globalization;
using Renewal.Foundation;

namespace Renewal.Demonstration;

/// <summary>What a demonstration community is like; all its figures hang together.</summary>
/// <param name="Homes">households of the register</param>
/// <param name="Units">exclusive units, one owner each unless the roll says otherwise</param>
/// <param name="Area">all exclusive area</param>
/// <param name="Estimate">cost of the scheme</param>
/// <param name="Yes">households in a hundred that agree in round 1</param>
/// <param name="OwnersYes">owners in a hundred that agree in round 2</param>
/// <param name="Satisfied">satisfied answers in a hundred</param>
public sealed record DemoFigures(long Homes, long Units, Area Area, Money Estimate, int Yes, int OwnersYes, int Satisfied);

/// <summary>The figures that would stand on the papers of each step, as an office would type them in: canonical text by figure code.</summary>
public static class DemoAnswers
{
    /// <param name="step">step id</param>
    /// <param name="c">the community</param>
    /// <param name="day">day on which the figures are typed in</param>
    /// <returns>empty for steps whose gate asks for papers only</returns>
    public static IReadOnlyDictionary<string, string> For(string step, DemoFigures c, DateOnly day)
    {
        var a = new Dictionary<string, string>();
        void N(string code, long value) => a[code] = value.ToString(CultureInfo.InvariantCulture);
        void D(string code, int daysFromNow) => a[code] = day.AddDays(daysFromNow).ToString("yyyy-MM-dd", CultureInfo.InvariantCulture);
        void Y(params string[] codes) { foreach (var code in codes) a[code] = "1"; }
        void T(string code, string text) => a[code] = text;
        var price = c.Estimate.Fen * 92 / 100;

        switch (step)
        {
            case "S1.02": T("carrier", "custody"); D("from", -1); D("to", 700); break;
            case "S1.03": N("stairwells", c.Units / 12 + 1); N("posted", c.Units / 12 + 1); N("meetings", 2); break;
            case "S1.04":
                N("fields", 186); N("answered", 181); N("unknown", 5); N("unknown_priced", 5);
                Y("urban", "neglected", "municipal_gaps", "strong_wish"); a["service_gaps"] = "0"; break;
            case "S1.05": N("defects", 23); N("covered", 22); N("reasoned", 1); N("own_items", 0); N("own_consents", 0); N("estimate", c.Estimate.Fen); break;
            case "S1.08": T("kind", "enterprise"); T("credit_code", "91110000600037341L"); break;
            case "S1.09":
                N("central", c.Estimate.Fen * 30 / 100); N("award", c.Estimate.Fen * 10 / 100); N("bond", c.Estimate.Fen * 20 / 100); N("city", c.Estimate.Fen * 15 / 100);
                N("county", c.Estimate.Fen - c.Estimate.Fen * 30 / 100 - c.Estimate.Fen * 10 / 100 - c.Estimate.Fen * 20 / 100 - c.Estimate.Fen * 15 / 100 - c.Estimate.Fen * 10 / 100 - c.Estimate.Fen * 2 / 100);
                N("utilities", c.Estimate.Fen * 10 / 100); N("title_holders", 0); N("residents", c.Estimate.Fen * 2 / 100); N("social", 0);
                N("hidden_debt", 0); Y("fiscal_opinion"); N("paid_twice", 0); N("confirmed", c.Estimate.Fen); N("price", price); break;
            case "S1.10": T("tier", "implement"); N("year", day.Year); N("consulted", 1); N("applied", 1); a["on_lists"] = "0"; break;
            case "S2.01": T("credit_code", "91110108551385082Q"); T("method", "appointed"); N("fee", 0); D("appointed_on", -1); D("valid_to", 900); break;
            case "S2.02": N("version", 2); N("consulted", 1); N("uncovered", 0); a["appraisal_needed"] = "0"; N("total", c.Estimate.Fen); N("reserve", c.Estimate.Fen * 4 / 100); break;
            case "S2.04":
                N("total", c.Estimate.Fen); N("basic", c.Estimate.Fen * 70 / 100); N("improve", c.Estimate.Fen * 20 / 100);
                N("upgrade", c.Estimate.Fen - c.Estimate.Fen * 70 / 100 - c.Estimate.Fen * 20 / 100); N("funding", c.Estimate.Fen); break;
            case "S2.05": N("found", 14); N("cleared", 13); N("lawful", 0); N("court", 1); break;
            case "S2.06":
                D("passed_on", -1); D("confirmed_on", 0); N("conditions_loose", 0);
                foreach (var department in (string[])["approval", "planning", "housing", "fire", "urban_mgmt", "utility", "finance"])
                {
                    T(department, department is "finance" ? "NotConcerned" : department is "fire" ? "Conditional" : "Agree");
                    D(department + "_on", 0);
                }
                break;
            case "S2.07": N("package_works", price); T("method", "tender"); N("bidders", 4); N("bid_days", 21); N("notice_days", 3); D("award_on", -12); D("contract_on", -1); N("price", price); N("control", c.Estimate.Fen * 95 / 100); break;
            case "S2.08": N("invest", price); N("area", c.Area.Hundredths); a["hazard"] = "0"; break;
            case "S2.09": N("affected", 6); N("agreed", 5); N("declined", 1); N("repeat_digs", 0); N("done", 5); N("surfaces_open", 0); N("dead_cables", 0); break;
            case "S2.10": N("community", 2); N("party", 2); N("volunteers", 3); N("remarks", 17); N("answered", 17); break;
            case "S2.11": N("defects_overdue", 0); N("covered_works", 34); N("covered_photos", 34); N("changes_unapproved", 0); break;
            case "S2.12":
                N("parties", 10); N("signed", 10); Y("panel_pass", "professional_pass"); N("overhead_orders", 0); N("illegal_open", 0); N("promises_open", 0);
                N("leftovers_undated", 0); D("passed_on", -6); D("filed_on", -1); break;
            case "S3.01": D("contract_on", -3); D("contract_to", 1090); N("price", 80); N("items", 42); N("accepted", 42); break;
            case "S3.03": N("board_price", 80); D("posted_on", -1); Y("no_end"); break;
            case "S3.04": N("gates", 2); N("gates_fire_open", 2); Y("second_way"); break;
            case "S3.05": D("opened_on", -8); N("kinds", 9); N("kinds_limited", 9); N("test_calls", 10); N("answered_calls", 10); Y("warranty_routed"); break;
            case "S3.06": D("consent_on", -20); D("works_on", -3); break;
            case "S3.07": Y("common"); D("consent_on", -15); N("owner_share", 60); N("operator_share", 35); N("other_share", 5); break;
            case "S3.08": N("units", c.Units); N("accounts", c.Units); N("book", 0); N("bank", 0); break;
            case "S3.09": N("sheets", 86); N("score", 88); D("posted_on", -1); a["change"] = "0"; break;
        }
        return a;
    }
}
