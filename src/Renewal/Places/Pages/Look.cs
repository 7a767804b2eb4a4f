using Renewal.Places.Contract;
using Renewal.Web.Kit;

namespace Renewal.Places.Pages;

/// <summary>Colours of this room's words.</summary>
static class Look
{
    public static Tone Of(CommunityState state) => state switch
    {
        CommunityState.Reserve or CommunityState.Preparing => Tone.Blue,
        CommunityState.Delivering => Tone.Amber,
        CommunityState.Stewarding or CommunityState.Done => Tone.Green,
        CommunityState.Excluded => Tone.Red,
        _ => Tone.Grey,
    };

    public static Tone Of(string firstLook) => firstLook switch { "符合" => Tone.Green, "不予改造" => Tone.Red, "靠后" => Tone.Grey, _ => Tone.Amber };
}
