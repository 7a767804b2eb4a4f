using System;
using Microsoft.EntityFrameworkCore.Migrations;

#nullable disable

namespace Renewal.Storage.Migrations.Sqlite
{
    /// <inheritdoc />
    public partial class Participation : Migration
    {
        /// <inheritdoc />
        protected override void Up(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.CreateTable(
                name: "participation_audit_calls",
                columns: table => new
                {
                    Id = table.Column<Guid>(type: "TEXT", nullable: false),
                    Consultation = table.Column<Guid>(type: "TEXT", nullable: false),
                    Community = table.Column<Guid>(type: "TEXT", nullable: false),
                    Seat = table.Column<Guid>(type: "TEXT", nullable: false),
                    Unit = table.Column<Guid>(type: "TEXT", nullable: false),
                    Ballot = table.Column<Guid>(type: "TEXT", nullable: false),
                    Number = table.Column<string>(type: "TEXT", nullable: false),
                    Order = table.Column<int>(type: "INTEGER", nullable: false),
                    Outcome = table.Column<string>(type: "TEXT", maxLength: 40, nullable: false),
                    By = table.Column<Guid>(type: "TEXT", nullable: true),
                    At = table.Column<long>(type: "INTEGER", nullable: true),
                    Version = table.Column<int>(type: "INTEGER", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_participation_audit_calls", x => x.Id);
                });

            migrationBuilder.CreateTable(
                name: "participation_ballots",
                columns: table => new
                {
                    Id = table.Column<Guid>(type: "TEXT", nullable: false),
                    Consultation = table.Column<Guid>(type: "TEXT", nullable: false),
                    Community = table.Column<Guid>(type: "TEXT", nullable: false),
                    Seat = table.Column<Guid>(type: "TEXT", nullable: false),
                    Unit = table.Column<Guid>(type: "TEXT", nullable: false),
                    Place = table.Column<int>(type: "INTEGER", nullable: false),
                    Ordinal = table.Column<int>(type: "INTEGER", nullable: false),
                    Index = table.Column<long>(type: "INTEGER", nullable: false),
                    Channel = table.Column<string>(type: "TEXT", maxLength: 40, nullable: false),
                    At = table.Column<long>(type: "INTEGER", nullable: false),
                    Choices = table.Column<byte[]>(type: "BLOB", nullable: false),
                    Nonce = table.Column<byte[]>(type: "BLOB", nullable: false),
                    Commitment = table.Column<byte[]>(type: "BLOB", nullable: false),
                    Batch = table.Column<Guid>(type: "TEXT", nullable: true),
                    Version = table.Column<int>(type: "INTEGER", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_participation_ballots", x => x.Id);
                });

            migrationBuilder.CreateTable(
                name: "participation_boxes",
                columns: table => new
                {
                    Consultation = table.Column<Guid>(type: "TEXT", nullable: false),
                    Community = table.Column<Guid>(type: "TEXT", nullable: false),
                    OpensAt = table.Column<long>(type: "INTEGER", nullable: false),
                    ClosesAt = table.Column<long>(type: "INTEGER", nullable: false),
                    ExtensionDays = table.Column<int>(type: "INTEGER", nullable: false),
                    ExtendBelow = table.Column<int>(type: "INTEGER", nullable: false),
                    Extended = table.Column<bool>(type: "INTEGER", nullable: false),
                    Sealed = table.Column<bool>(type: "INTEGER", nullable: false),
                    Size = table.Column<long>(type: "INTEGER", nullable: false),
                    Frontier = table.Column<byte[]>(type: "BLOB", nullable: false),
                    Revision = table.Column<int>(type: "INTEGER", nullable: false),
                    TakingPart = table.Column<int>(type: "INTEGER", nullable: false),
                    Version = table.Column<int>(type: "INTEGER", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_participation_boxes", x => x.Consultation);
                });

            migrationBuilder.CreateTable(
                name: "participation_consultations",
                columns: table => new
                {
                    Id = table.Column<Guid>(type: "TEXT", nullable: false),
                    Community = table.Column<Guid>(type: "TEXT", nullable: false),
                    Division = table.Column<string>(type: "TEXT", maxLength: 12, nullable: false),
                    Kind = table.Column<string>(type: "TEXT", maxLength: 40, nullable: false),
                    Round = table.Column<int>(type: "INTEGER", nullable: false),
                    Title = table.Column<string>(type: "TEXT", maxLength: 120, nullable: false),
                    Circle = table.Column<string>(type: "TEXT", maxLength: 40, nullable: false),
                    CircleOf = table.Column<Guid>(type: "TEXT", nullable: true),
                    CircleName = table.Column<string>(type: "TEXT", nullable: false),
                    Initiator = table.Column<Guid>(type: "TEXT", nullable: false),
                    InitiatorName = table.Column<string>(type: "TEXT", nullable: false),
                    Contact = table.Column<string>(type: "TEXT", maxLength: 200, nullable: false),
                    SchemeVersion = table.Column<string>(type: "TEXT", nullable: false),
                    SchemeFile = table.Column<Guid>(type: "TEXT", nullable: true),
                    SchemeHash = table.Column<string>(type: "TEXT", nullable: false),
                    Explained = table.Column<string>(type: "TEXT", nullable: false),
                    NoticeOn = table.Column<DateOnly>(type: "TEXT", nullable: true),
                    RollFrom = table.Column<DateOnly>(type: "TEXT", nullable: true),
                    RollTo = table.Column<DateOnly>(type: "TEXT", nullable: true),
                    OpensAt = table.Column<long>(type: "INTEGER", nullable: true),
                    ClosesAt = table.Column<long>(type: "INTEGER", nullable: true),
                    ExtensionDays = table.Column<int>(type: "INTEGER", nullable: false),
                    ExtendBelow = table.Column<int>(type: "INTEGER", nullable: false),
                    ObjectionDays = table.Column<int>(type: "INTEGER", nullable: false),
                    ObjectionsTo = table.Column<DateOnly>(type: "TEXT", nullable: true),
                    State = table.Column<string>(type: "TEXT", maxLength: 40, nullable: false),
                    CalledOffWhy = table.Column<string>(type: "TEXT", nullable: true),
                    SampleSeed = table.Column<string>(type: "TEXT", nullable: false),
                    RollHash = table.Column<string>(type: "TEXT", nullable: false),
                    Seats = table.Column<int>(type: "INTEGER", nullable: false),
                    RollArea = table.Column<long>(type: "INTEGER", nullable: false),
                    Owners = table.Column<int>(type: "INTEGER", nullable: false),
                    Rules = table.Column<string>(type: "TEXT", nullable: false),
                    Counts = table.Column<string>(type: "TEXT", nullable: false),
                    PreliminaryStatement = table.Column<string>(type: "TEXT", nullable: false),
                    PreliminarySignature = table.Column<string>(type: "TEXT", nullable: false),
                    FinalStatement = table.Column<string>(type: "TEXT", nullable: false),
                    FinalSignature = table.Column<string>(type: "TEXT", nullable: false),
                    PreliminaryAt = table.Column<long>(type: "INTEGER", nullable: true),
                    FinalAt = table.Column<long>(type: "INTEGER", nullable: true),
                    AuditSeed = table.Column<string>(type: "TEXT", nullable: false),
                    AuditSize = table.Column<int>(type: "INTEGER", nullable: true),
                    FullCheck = table.Column<bool>(type: "INTEGER", nullable: false),
                    MadeBy = table.Column<Guid>(type: "TEXT", nullable: false),
                    MadeAt = table.Column<long>(type: "INTEGER", nullable: false),
                    Version = table.Column<int>(type: "INTEGER", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_participation_consultations", x => x.Id);
                });

            migrationBuilder.CreateTable(
                name: "participation_disputes",
                columns: table => new
                {
                    Id = table.Column<Guid>(type: "TEXT", nullable: false),
                    Consultation = table.Column<Guid>(type: "TEXT", nullable: false),
                    Community = table.Column<Guid>(type: "TEXT", nullable: false),
                    Seat = table.Column<Guid>(type: "TEXT", nullable: false),
                    Unit = table.Column<Guid>(type: "TEXT", nullable: false),
                    Number = table.Column<string>(type: "TEXT", nullable: false),
                    Why = table.Column<string>(type: "TEXT", nullable: false),
                    OpenedAt = table.Column<long>(type: "INTEGER", nullable: false),
                    SettledAt = table.Column<long>(type: "INTEGER", nullable: true),
                    HowSettled = table.Column<string>(type: "TEXT", nullable: true),
                    ToldAt = table.Column<long>(type: "INTEGER", nullable: true),
                    Told = table.Column<int>(type: "INTEGER", nullable: false),
                    Version = table.Column<int>(type: "INTEGER", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_participation_disputes", x => x.Id);
                });

            migrationBuilder.CreateTable(
                name: "participation_identity_checks",
                columns: table => new
                {
                    Id = table.Column<Guid>(type: "TEXT", nullable: false),
                    Consultation = table.Column<Guid>(type: "TEXT", nullable: false),
                    Community = table.Column<Guid>(type: "TEXT", nullable: false),
                    Seat = table.Column<Guid>(type: "TEXT", nullable: false),
                    Unit = table.Column<Guid>(type: "TEXT", nullable: false),
                    By = table.Column<Guid>(type: "TEXT", nullable: false),
                    ByOrganisation = table.Column<Guid>(type: "TEXT", nullable: true),
                    At = table.Column<long>(type: "INTEGER", nullable: false),
                    SecondBy = table.Column<Guid>(type: "TEXT", nullable: true),
                    Version = table.Column<int>(type: "INTEGER", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_participation_identity_checks", x => x.Id);
                });

            migrationBuilder.CreateTable(
                name: "participation_lines",
                columns: table => new
                {
                    Id = table.Column<Guid>(type: "TEXT", nullable: false),
                    Consultation = table.Column<Guid>(type: "TEXT", nullable: false),
                    Community = table.Column<Guid>(type: "TEXT", nullable: false),
                    Order = table.Column<int>(type: "INTEGER", nullable: false),
                    Question = table.Column<string>(type: "TEXT", nullable: false),
                    Zh = table.Column<string>(type: "TEXT", nullable: false),
                    Circle = table.Column<string>(type: "TEXT", maxLength: 40, nullable: false),
                    Building = table.Column<string>(type: "TEXT", nullable: false),
                    Stairwell = table.Column<string>(type: "TEXT", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_participation_lines", x => x.Id);
                });

            migrationBuilder.CreateTable(
                name: "participation_objections",
                columns: table => new
                {
                    Id = table.Column<Guid>(type: "TEXT", nullable: false),
                    Consultation = table.Column<Guid>(type: "TEXT", nullable: false),
                    Community = table.Column<Guid>(type: "TEXT", nullable: false),
                    Seat = table.Column<Guid>(type: "TEXT", nullable: false),
                    Unit = table.Column<Guid>(type: "TEXT", nullable: false),
                    SeatNumber = table.Column<string>(type: "TEXT", nullable: false),
                    Number = table.Column<int>(type: "INTEGER", nullable: false),
                    Text = table.Column<byte[]>(type: "BLOB", nullable: false),
                    At = table.Column<long>(type: "INTEGER", nullable: false),
                    State = table.Column<string>(type: "TEXT", maxLength: 40, nullable: false),
                    Reply = table.Column<string>(type: "TEXT", nullable: false),
                    DecidedBy = table.Column<Guid>(type: "TEXT", nullable: true),
                    DecidedAt = table.Column<long>(type: "INTEGER", nullable: true),
                    Version = table.Column<int>(type: "INTEGER", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_participation_objections", x => x.Id);
                });

            migrationBuilder.CreateTable(
                name: "participation_phone_codes",
                columns: table => new
                {
                    Id = table.Column<Guid>(type: "TEXT", nullable: false),
                    Consultation = table.Column<Guid>(type: "TEXT", nullable: false),
                    Seat = table.Column<Guid>(type: "TEXT", nullable: false),
                    Digest = table.Column<byte[]>(type: "BLOB", nullable: false),
                    At = table.Column<long>(type: "INTEGER", nullable: false),
                    Expires = table.Column<long>(type: "INTEGER", nullable: false),
                    Tries = table.Column<int>(type: "INTEGER", nullable: false),
                    Used = table.Column<bool>(type: "INTEGER", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_participation_phone_codes", x => x.Id);
                });

            migrationBuilder.CreateTable(
                name: "participation_roll_amendments",
                columns: table => new
                {
                    Id = table.Column<Guid>(type: "TEXT", nullable: false),
                    Consultation = table.Column<Guid>(type: "TEXT", nullable: false),
                    Community = table.Column<Guid>(type: "TEXT", nullable: false),
                    Seat = table.Column<Guid>(type: "TEXT", nullable: false),
                    Unit = table.Column<Guid>(type: "TEXT", nullable: false),
                    Place = table.Column<int>(type: "INTEGER", nullable: false),
                    Number = table.Column<string>(type: "TEXT", nullable: false),
                    AfterFreeze = table.Column<bool>(type: "INTEGER", nullable: false),
                    OldArea = table.Column<long>(type: "INTEGER", nullable: false),
                    NewArea = table.Column<long>(type: "INTEGER", nullable: true),
                    Strike = table.Column<bool>(type: "INTEGER", nullable: false),
                    OldOwner = table.Column<int>(type: "INTEGER", nullable: false),
                    NewOwner = table.Column<int>(type: "INTEGER", nullable: true),
                    Reason = table.Column<string>(type: "TEXT", nullable: false),
                    Paper = table.Column<Guid>(type: "TEXT", nullable: false),
                    State = table.Column<string>(type: "TEXT", maxLength: 40, nullable: false),
                    By = table.Column<Guid>(type: "TEXT", nullable: false),
                    ByOrganisation = table.Column<Guid>(type: "TEXT", nullable: true),
                    AskedBy = table.Column<string>(type: "TEXT", nullable: false),
                    AgreedBy = table.Column<string>(type: "TEXT", nullable: false),
                    At = table.Column<long>(type: "INTEGER", nullable: false),
                    DecidedBy = table.Column<Guid>(type: "TEXT", nullable: true),
                    DecidedAt = table.Column<long>(type: "INTEGER", nullable: true),
                    Version = table.Column<int>(type: "INTEGER", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_participation_roll_amendments", x => x.Id);
                });

            migrationBuilder.CreateTable(
                name: "participation_seat_events",
                columns: table => new
                {
                    Id = table.Column<Guid>(type: "TEXT", nullable: false),
                    Consultation = table.Column<Guid>(type: "TEXT", nullable: false),
                    Community = table.Column<Guid>(type: "TEXT", nullable: false),
                    Seat = table.Column<Guid>(type: "TEXT", nullable: false),
                    Unit = table.Column<Guid>(type: "TEXT", nullable: false),
                    Kind = table.Column<string>(type: "TEXT", maxLength: 40, nullable: false),
                    Ballot = table.Column<Guid>(type: "TEXT", nullable: true),
                    Reason = table.Column<string>(type: "TEXT", nullable: false),
                    Paper = table.Column<Guid>(type: "TEXT", nullable: true),
                    By = table.Column<Guid>(type: "TEXT", nullable: false),
                    ByOrganisation = table.Column<Guid>(type: "TEXT", nullable: true),
                    At = table.Column<long>(type: "INTEGER", nullable: false),
                    Agreed = table.Column<bool>(type: "INTEGER", nullable: false),
                    AgreedBy = table.Column<Guid>(type: "TEXT", nullable: true),
                    AgreedAt = table.Column<long>(type: "INTEGER", nullable: true),
                    LiftedAt = table.Column<long>(type: "INTEGER", nullable: true),
                    Version = table.Column<int>(type: "INTEGER", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_participation_seat_events", x => x.Id);
                });

            migrationBuilder.CreateTable(
                name: "participation_seats",
                columns: table => new
                {
                    Id = table.Column<Guid>(type: "TEXT", nullable: false),
                    Consultation = table.Column<Guid>(type: "TEXT", nullable: false),
                    Community = table.Column<Guid>(type: "TEXT", nullable: false),
                    Place = table.Column<int>(type: "INTEGER", nullable: false),
                    Unit = table.Column<Guid>(type: "TEXT", nullable: false),
                    Home = table.Column<Guid>(type: "TEXT", nullable: true),
                    Number = table.Column<string>(type: "TEXT", maxLength: 60, nullable: false),
                    Building = table.Column<string>(type: "TEXT", maxLength: 40, nullable: false),
                    Stairwell = table.Column<string>(type: "TEXT", maxLength: 40, nullable: false),
                    Floor = table.Column<int>(type: "INTEGER", nullable: true),
                    Area = table.Column<long>(type: "INTEGER", nullable: false),
                    AreaSource = table.Column<string>(type: "TEXT", maxLength: 40, nullable: false),
                    Owner = table.Column<int>(type: "INTEGER", nullable: false),
                    Vacant = table.Column<bool>(type: "INTEGER", nullable: false),
                    Organisation = table.Column<bool>(type: "INTEGER", nullable: false),
                    Asked = table.Column<bool>(type: "INTEGER", nullable: false),
                    Struck = table.Column<bool>(type: "INTEGER", nullable: false),
                    CodeIndex = table.Column<byte[]>(type: "BLOB", nullable: true),
                    LetterAt = table.Column<long>(type: "INTEGER", nullable: true),
                    Batch = table.Column<Guid>(type: "TEXT", nullable: true),
                    Version = table.Column<int>(type: "INTEGER", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_participation_seats", x => x.Id);
                });

            migrationBuilder.CreateTable(
                name: "participation_sheets",
                columns: table => new
                {
                    Id = table.Column<Guid>(type: "TEXT", nullable: false),
                    Consultation = table.Column<Guid>(type: "TEXT", nullable: false),
                    Community = table.Column<Guid>(type: "TEXT", nullable: false),
                    Seat = table.Column<Guid>(type: "TEXT", nullable: false),
                    Unit = table.Column<Guid>(type: "TEXT", nullable: false),
                    Place = table.Column<int>(type: "INTEGER", nullable: false),
                    Number = table.Column<string>(type: "TEXT", maxLength: 60, nullable: false),
                    Issue = table.Column<int>(type: "INTEGER", nullable: false),
                    Serial = table.Column<string>(type: "TEXT", maxLength: 40, nullable: false),
                    Channel = table.Column<string>(type: "TEXT", maxLength: 40, nullable: false),
                    State = table.Column<string>(type: "TEXT", maxLength: 40, nullable: false),
                    PrintedAt = table.Column<long>(type: "INTEGER", nullable: false),
                    ReceivedAt = table.Column<long>(type: "INTEGER", nullable: true),
                    SignedOn = table.Column<DateOnly>(type: "TEXT", nullable: true),
                    Scan = table.Column<Guid>(type: "TEXT", nullable: true),
                    First = table.Column<byte[]>(type: "BLOB", nullable: true),
                    FirstBy = table.Column<Guid>(type: "TEXT", nullable: true),
                    FirstOrganisation = table.Column<Guid>(type: "TEXT", nullable: true),
                    FirstAt = table.Column<long>(type: "INTEGER", nullable: true),
                    Second = table.Column<byte[]>(type: "BLOB", nullable: true),
                    SecondBy = table.Column<Guid>(type: "TEXT", nullable: true),
                    SecondOrganisation = table.Column<Guid>(type: "TEXT", nullable: true),
                    SecondAt = table.Column<long>(type: "INTEGER", nullable: true),
                    ProxyIndex = table.Column<byte[]>(type: "BLOB", nullable: true),
                    ProxySlot = table.Column<int>(type: "INTEGER", nullable: true),
                    Helper = table.Column<byte[]>(type: "BLOB", nullable: true),
                    Witness = table.Column<byte[]>(type: "BLOB", nullable: true),
                    Ballot = table.Column<Guid>(type: "TEXT", nullable: true),
                    Batch = table.Column<Guid>(type: "TEXT", nullable: true),
                    Version = table.Column<int>(type: "INTEGER", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_participation_sheets", x => x.Id);
                });

            migrationBuilder.CreateTable(
                name: "participation_visits",
                columns: table => new
                {
                    Id = table.Column<Guid>(type: "TEXT", nullable: false),
                    Consultation = table.Column<Guid>(type: "TEXT", nullable: false),
                    Community = table.Column<Guid>(type: "TEXT", nullable: false),
                    Seat = table.Column<Guid>(type: "TEXT", nullable: false),
                    Unit = table.Column<Guid>(type: "TEXT", nullable: false),
                    Outcome = table.Column<string>(type: "TEXT", maxLength: 40, nullable: false),
                    Hour = table.Column<string>(type: "TEXT", maxLength: 40, nullable: false),
                    At = table.Column<long>(type: "INTEGER", nullable: false),
                    By = table.Column<Guid>(type: "TEXT", nullable: false),
                    Companion = table.Column<string>(type: "TEXT", maxLength: 60, nullable: false),
                    SlipLeft = table.Column<bool>(type: "INTEGER", nullable: false),
                    EnteredAt = table.Column<long>(type: "INTEGER", nullable: false),
                    Version = table.Column<int>(type: "INTEGER", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_participation_visits", x => x.Id);
                });

            migrationBuilder.CreateIndex(
                name: "IX_participation_audit_calls_Consultation_Ballot",
                table: "participation_audit_calls",
                columns: new[] { "Consultation", "Ballot" },
                unique: true);

            migrationBuilder.CreateIndex(
                name: "IX_participation_ballots_Consultation_Index",
                table: "participation_ballots",
                columns: new[] { "Consultation", "Index" },
                unique: true);

            migrationBuilder.CreateIndex(
                name: "IX_participation_ballots_Seat_Ordinal",
                table: "participation_ballots",
                columns: new[] { "Seat", "Ordinal" },
                unique: true);

            migrationBuilder.CreateIndex(
                name: "IX_participation_consultations_Community_Kind_Circle_CircleOf_Round",
                table: "participation_consultations",
                columns: new[] { "Community", "Kind", "Circle", "CircleOf", "Round" },
                unique: true);

            migrationBuilder.CreateIndex(
                name: "IX_participation_consultations_State",
                table: "participation_consultations",
                column: "State");

            migrationBuilder.CreateIndex(
                name: "IX_participation_disputes_Consultation_Seat",
                table: "participation_disputes",
                columns: new[] { "Consultation", "Seat" },
                unique: true);

            migrationBuilder.CreateIndex(
                name: "IX_participation_disputes_ToldAt",
                table: "participation_disputes",
                column: "ToldAt");

            migrationBuilder.CreateIndex(
                name: "IX_participation_identity_checks_Seat_At",
                table: "participation_identity_checks",
                columns: new[] { "Seat", "At" });

            migrationBuilder.CreateIndex(
                name: "IX_participation_lines_Community_Question",
                table: "participation_lines",
                columns: new[] { "Community", "Question" });

            migrationBuilder.CreateIndex(
                name: "IX_participation_lines_Consultation_Order",
                table: "participation_lines",
                columns: new[] { "Consultation", "Order" },
                unique: true);

            migrationBuilder.CreateIndex(
                name: "IX_participation_objections_Consultation_Number",
                table: "participation_objections",
                columns: new[] { "Consultation", "Number" },
                unique: true);

            migrationBuilder.CreateIndex(
                name: "IX_participation_phone_codes_Seat_At",
                table: "participation_phone_codes",
                columns: new[] { "Seat", "At" });

            migrationBuilder.CreateIndex(
                name: "IX_participation_roll_amendments_Consultation",
                table: "participation_roll_amendments",
                column: "Consultation");

            migrationBuilder.CreateIndex(
                name: "IX_participation_seat_events_Consultation",
                table: "participation_seat_events",
                column: "Consultation");

            migrationBuilder.CreateIndex(
                name: "IX_participation_seats_CodeIndex",
                table: "participation_seats",
                column: "CodeIndex",
                unique: true);

            migrationBuilder.CreateIndex(
                name: "IX_participation_seats_Consultation_Number",
                table: "participation_seats",
                columns: new[] { "Consultation", "Number" },
                unique: true);

            migrationBuilder.CreateIndex(
                name: "IX_participation_seats_Consultation_Place",
                table: "participation_seats",
                columns: new[] { "Consultation", "Place" });

            migrationBuilder.CreateIndex(
                name: "IX_participation_sheets_Consultation_ProxyIndex_ProxySlot",
                table: "participation_sheets",
                columns: new[] { "Consultation", "ProxyIndex", "ProxySlot" },
                unique: true);

            migrationBuilder.CreateIndex(
                name: "IX_participation_sheets_Consultation_State",
                table: "participation_sheets",
                columns: new[] { "Consultation", "State" });

            migrationBuilder.CreateIndex(
                name: "IX_participation_sheets_Seat_Issue",
                table: "participation_sheets",
                columns: new[] { "Seat", "Issue" },
                unique: true);

            migrationBuilder.CreateIndex(
                name: "IX_participation_sheets_Serial",
                table: "participation_sheets",
                column: "Serial",
                unique: true);

            migrationBuilder.CreateIndex(
                name: "IX_participation_visits_Consultation_Seat",
                table: "participation_visits",
                columns: new[] { "Consultation", "Seat" });
        }

        /// <inheritdoc />
        protected override void Down(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.DropTable(
                name: "participation_audit_calls");

            migrationBuilder.DropTable(
                name: "participation_ballots");

            migrationBuilder.DropTable(
                name: "participation_boxes");

            migrationBuilder.DropTable(
                name: "participation_consultations");

            migrationBuilder.DropTable(
                name: "participation_disputes");

            migrationBuilder.DropTable(
                name: "participation_identity_checks");

            migrationBuilder.DropTable(
                name: "participation_lines");

            migrationBuilder.DropTable(
                name: "participation_objections");

            migrationBuilder.DropTable(
                name: "participation_phone_codes");

            migrationBuilder.DropTable(
                name: "participation_roll_amendments");

            migrationBuilder.DropTable(
                name: "participation_seat_events");

            migrationBuilder.DropTable(
                name: "participation_seats");

            migrationBuilder.DropTable(
                name: "participation_sheets");

            migrationBuilder.DropTable(
                name: "participation_visits");
        }
    }
}
