using System.Security.Cryptography;
using CsCheck;
using Microsoft.Extensions.Options;
using Renewal.Access;
using Renewal.Access.Contract;
using Renewal.Storage;
using Xunit;

namespace Renewal.Tests.Access;

public sealed class PersonalDataTests : IDisposable
{
    readonly string folder = Directory.CreateTempSubdirectory("renewal-keys-").FullName;
    readonly FieldKeys keys;
    readonly PersonalData personal;

    public PersonalDataTests()
    {
        keys = new FieldKeys(Options.Create(new StorageOptions { Keys = folder }));
        personal = new PersonalData(new AesFieldCipher(keys), new LookupKey(new byte[32]));
    }

    public void Dispose() => Directory.Delete(folder, true);

    const string Column = "places_owners.Name";

    [Fact]
    public void What_is_sealed_is_revealed_unchanged() =>
        Gen.Select(Gen.String, Gen.Guid).Where((s, _) => IsText(s)).Sample((s, row) => personal.Reveal(Column, row, personal.Seal(Column, row, s)) == s);

    [Fact]
    public void The_same_value_sealed_twice_looks_different() =>
        Assert.NotEqual(personal.Seal(Column, Guid.Empty, "张三"), personal.Seal(Column, Guid.Empty, "张三"));

    [Fact]
    public void Any_changed_byte_is_refused() =>
        Gen.Select(Gen.String[1, 40], Gen.Guid, Gen.Int[0, 10_000], Gen.Int[1, 255]).Where((s, _, _, _) => IsText(s)).Sample((s, row, at, flip) =>
        {
            var blob = personal.Seal(Column, row, s);
            blob[at % blob.Length] ^= (byte)flip;
            return Refused(() => personal.Reveal(Column, row, blob));
        });

    [Fact]
    public void A_value_moved_to_another_row_or_column_is_refused() =>
        Gen.Select(Gen.Guid, Gen.Guid).Where((a, b) => a != b).Sample((mine, other) =>
        {
            var blob = personal.Seal(Column, mine, "李四");
            return Refused(() => personal.Reveal(Column, other, blob)) && Refused(() => personal.Reveal("places_owners.Phone", mine, blob));
        });

    [Fact]
    public void A_cut_blob_is_refused()
    {
        var blob = personal.Seal(Column, Guid.Empty, "王五");
        for (var length = 0; length < blob.Length; length++) Assert.True(Refused(() => personal.Reveal(Column, Guid.Empty, blob[..length])));
    }

    [Fact]
    public void Keys_of_another_installation_open_nothing()
    {
        var other = Directory.CreateTempSubdirectory("renewal-keys-").FullName;
        try
        {
            var theirs = new PersonalData(new AesFieldCipher(new FieldKeys(Options.Create(new StorageOptions { Keys = other }))), new LookupKey(new byte[32]));
            Assert.True(Refused(() => theirs.Reveal(Column, Guid.Empty, personal.Seal(Column, Guid.Empty, "赵六"))));
        }
        finally { Directory.Delete(other, true); }
    }

    [Fact]
    public void After_a_key_is_rotated_old_values_open_and_are_renewed_under_the_new_key()
    {
        var old = personal.Seal(Column, Guid.Empty, "钱七");
        Assert.Null(personal.Renew(Column, Guid.Empty, old));
        keys.Rotate();
        Assert.Equal("钱七", personal.Reveal(Column, Guid.Empty, old));
        var renewed = personal.Renew(Column, Guid.Empty, old);
        Assert.NotNull(renewed);
        Assert.Equal("钱七", personal.Reveal(Column, Guid.Empty, renewed));
        File.Delete(Path.Combine(folder, "field-1.key"));
        var restarted = new PersonalData(new AesFieldCipher(new FieldKeys(Options.Create(new StorageOptions { Keys = folder }))), new LookupKey(new byte[32]));
        Assert.Equal("钱七", restarted.Reveal(Column, Guid.Empty, renewed));
        Assert.True(Refused(() => restarted.Reveal(Column, Guid.Empty, old)));
    }

    [Fact]
    public void Equal_values_are_found_by_their_keyed_digest_and_only_in_their_column()
    {
        Assert.Equal(personal.Index("a", "138 1234 5678"), personal.Index("a", "１３８12345678"));
        Assert.Equal(personal.Index("a", "21010219800101001x"), personal.Index("a", "21010219800101001X"));
        Assert.NotEqual(personal.Index("a", "13812345678"), personal.Index("b", "13812345678"));
        Assert.NotEqual(personal.Index("a", "13812345678"), new PersonalData(new AesFieldCipher(keys), new LookupKey([.. Enumerable.Repeat((byte)1, 32)])).Index("a", "13812345678"));
    }

    [Theory]
    [InlineData("张三", "张**")]
    [InlineData("欧阳修远", "欧**")]
    [InlineData(" 王五 ", "王**")]
    [InlineData("", "")]
    [InlineData(null, "")]
    public void A_name_shows_its_first_sign_and_not_its_length(string? name, string shown) => Assert.Equal(shown, Mask.Name(name));

    [Theory]
    [InlineData("210102198001011234", "2101**********1234")]
    [InlineData("12345678", "********")]
    public void An_id_number_shows_the_city_and_the_last_four(string id, string shown) => Assert.Equal(shown, Mask.IdNumber(id));

    [Theory]
    [InlineData("13812345678", "138****5678")]
    [InlineData("02412345678", "024****5678")]
    [InlineData("12345", "*****")]
    public void A_phone_shows_three_and_four(string phone, string shown) => Assert.Equal(shown, Mask.Phone(phone));

    // GB 32100 vectors of the rule book.
    [Theory]
    [InlineData("91110000600037341L", true)]
    [InlineData("91110108551385082Q", true)]
    [InlineData("914403001922038216", true)]
    [InlineData("914403001922038217", false)]
    [InlineData("91110000600037341I", false)]
    [InlineData("9111000060003734", false)]
    [InlineData("91110000600037341l", false)]
    [InlineData(null, false)]
    public void A_credit_code_is_checked_by_GB_32100(string? code, bool valid) => Assert.Equal(valid, CreditCode.IsValid(code));

    [Fact]
    public void A_credit_code_with_any_one_sign_changed_is_refused()
    {
        const string alphabet = "0123456789ABCDEFGHJKLMNPQRTUWXY", good = "91110000600037341L";
        for (var i = 0; i < good.Length; i++)
            foreach (var c in alphabet)
                if (c != good[i]) Assert.False(CreditCode.IsValid(good[..i] + c + good[(i + 1)..]));
    }

    static bool IsText(string s) => s.EnumerateRunes().All(r => r != System.Text.Rune.ReplacementChar);

    static bool Refused(Action act)
    {
        try { act(); return false; }
        catch (CryptographicException) { return true; }
    }
}
