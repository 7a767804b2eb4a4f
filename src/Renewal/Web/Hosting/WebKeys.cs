using System.Security.Cryptography;
using System.Text;
using System.Xml.Linq;
using Microsoft.AspNetCore.DataProtection.KeyManagement;
using Microsoft.AspNetCore.DataProtection.Repositories;
using Microsoft.AspNetCore.DataProtection.XmlEncryption;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;
using Microsoft.Extensions.Options;
using Renewal.Foundation;
using Renewal.Storage;

namespace Renewal.Web.Hosting;

/// <summary>A key of cookies and form tokens, wrapped: the database alone opens no session.</summary>
public sealed class WebKeyRow
{
    public Guid Id { get; init; }
    public string Name { get; init; } = "";
    public string Xml { get; init; } = "";
    public DateTimeOffset At { get; init; }
}

sealed class WebKeyTable : IEntityTypeConfiguration<WebKeyRow>
{
    public void Configure(EntityTypeBuilder<WebKeyRow> key) =>
        key.ToTable("web_keys").ReachedByAll("wrapped by a key that is not in the database").Unrecorded("made by the framework every 90 days");
}

/// <summary>Data Protection keys live in the database, so that all nodes share them, wrapped by <c>web.key</c> of the key folder (decision 0032).</summary>
static class WebKeys
{
    public sealed class Setup(IServiceScopeFactory scopes, IOptions<StorageOptions> storage, WriterQueue writers, TimeProvider clock) : IConfigureOptions<KeyManagementOptions>
    {
        void IConfigureOptions<KeyManagementOptions>.Configure(KeyManagementOptions options)
        {
            options.XmlRepository = new Repository(scopes, writers, clock);
            options.XmlEncryptor = new Wrapper(storage);
        }
    }

    sealed class Repository(IServiceScopeFactory scopes, WriterQueue writers, TimeProvider clock) : IXmlRepository
    {
        public IReadOnlyCollection<XElement> GetAllElements()
        {
            using var scope = scopes.CreateScope();
            return [.. scope.ServiceProvider.GetRequiredService<RenewalDb>().Set<WebKeyRow>().Select(k => k.Xml).AsEnumerable().Select(x => XElement.Parse(x))];
        }

        public void StoreElement(XElement element, string friendlyName)
        {
            using var scope = scopes.CreateScope();
            var db = scope.ServiceProvider.GetRequiredService<RenewalDb>();
            using var turn = writers.Enter(db, default).AsTask().GetAwaiter().GetResult();
            db.Add(new WebKeyRow { Id = Guid.CreateVersion7(), Name = friendlyName, Xml = element.ToString(SaveOptions.DisableFormatting), At = clock.Instant() });
            db.SaveChanges();
        }
    }

    /// <summary>AES-256-GCM: nonce ‖ tag ‖ text, in base 64.</summary>
    sealed class Wrapper(IOptions<StorageOptions> storage) : IXmlEncryptor
    {
        public EncryptedXmlInfo Encrypt(XElement plain)
        {
            using var aes = new AesGcm(KeyFile.Load(storage.Value, "web.key", 32), 16);
            var text = Encoding.UTF8.GetBytes(plain.ToString(SaveOptions.DisableFormatting));
            var blob = new byte[28 + text.Length];
            RandomNumberGenerator.Fill(blob.AsSpan(0, 12));
            aes.Encrypt(blob.AsSpan(0, 12), text, blob.AsSpan(28), blob.AsSpan(12, 16));
            return new EncryptedXmlInfo(new XElement("wrapped", Convert.ToBase64String(blob)), typeof(Unwrapper));
        }
    }

    /// <summary>Made by Data Protection from the type's name in the stored element.</summary>
    public sealed class Unwrapper(IServiceProvider services) : IXmlDecryptor
    {
        public XElement Decrypt(XElement encryptedElement)
        {
            using var aes = new AesGcm(KeyFile.Load(services.GetRequiredService<IOptions<StorageOptions>>().Value, "web.key", 32), 16);
            var blob = Convert.FromBase64String(encryptedElement.Value);
            var text = new byte[blob.Length - 28];
            aes.Decrypt(blob.AsSpan(0, 12), blob.AsSpan(28), blob.AsSpan(12, 16), text);
            return XElement.Parse(Encoding.UTF8.GetString(text));
        }
    }
}
