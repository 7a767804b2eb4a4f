using System;
using Microsoft.EntityFrameworkCore.Migrations;

#nullable disable

namespace Renewal.Storage.Migrations.Postgres
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
                    Id = table.Column<Guid>(type: "uuid", nullable: false),
                    Consultation = table.Column<Guid>(type: "uuid", nullable: false),
                    Community = table.Column<Guid>(type: "uuid", nullable: false),
                    Seat = table.Column<Guid>(type: "uuid", nullable: false),
                    Unit = table.Column<Guid>(type: "uuid", nullable: false),
                    Ballot = table.Column<Guid>(type: "uuid", nullable: false),
                    Number = table.Column<string>(type: "text", nullable: false),
                    Order = table.Column<int>(type: "integer", nullable: false),
                    Outcome = table.Column<string>(type: "character varying(40)", maxLength: 40, nullable: false),
                    By = table.Column<Guid>(type: "uuid", nullable: true),
                    At = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: true),
                    Version = table.Column<int>(type: "integer", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_participation_audit_calls", x => x.Id);
                });

            migrationBuilder.CreateTable(
                name: "participation_ballots",
                columns: table => new
                {
                    Id = table.Column<Guid>(type: "uuid", nullable: false),
                    Consultation = table.Column<Guid>(type: "uuid", nullable: false),
                    Community = table.Column<Guid>(type: "uuid", nullable: false),
                    Seat = table.Column<Guid>(type: "uuid", nullable: false),
                    Unit = table.Column<Guid>(type: "uuid", nullable: false),
                    Place = table.Column<int>(type: "integer", nullable: false),
                    Ordinal = table.Column<int>(type: "integer", nullable: false),
                    Index = table.Column<long>(type: "bigint", nullable: false),
                    Channel = table.Column<string>(type: "character varying(40)", maxLength: 40, nullable: false),
                    At = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: false),
                    Choices = table.Column<byte[]>(type: "bytea", nullable: false),
                    Nonce = table.Column<byte[]>(type: "bytea", nullable: false),
                    Commitment = table.Column<byte[]>(type: "bytea", nullable: false),
                    Batch = table.Column<Guid>(type: "uuid", nullable: true),
                    Version = table.Column<int>(type: "integer", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_participation_ballots", x => x.Id);
                });

            migrationBuilder.CreateTable(
                name: "participation_boxes",
                columns: table => new
                {
                    Consultation = table.Column<Guid>(type: "uuid", nullable: false),
                    Community = table.Column<Guid>(type: "uuid", nullable: false),
                    OpensAt = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: false),
                    ClosesAt = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: false),
                    ExtensionDays = table.Column<int>(type: "integer", nullable: false),
                    ExtendBelow = table.Column<int>(type: "integer", nullable: false),
                    Extended = table.Column<bool>(type: "boolean", nullable: false),
                    Sealed = table.Column<bool>(type: "boolean", nullable: false),
                    Size = table.Column<long>(type: "bigint", nullable: false),
                    Frontier = table.Column<byte[]>(type: "bytea", nullable: false),
                    Revision = table.Column<int>(type: "integer", nullable: false),
                    TakingPart = table.Column<int>(type: "integer", nullable: false),
                    Version = table.Column<int>(type: "integer", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_participation_boxes", x => x.Consultation);
                });

            migrationBuilder.CreateTable(
                name: "participation_consultations",
                columns: table => new
                {
                    Id = table.Column<Guid>(type: "uuid", nullable: false),
                    Community = table.Column<Guid>(type: "uuid", nullable: false),
                    Division = table.Column<string>(type: "character varying(12)", maxLength: 12, nullable: false),
                    Kind = table.Column<string>(type: "character varying(40)", maxLength: 40, nullable: false),
                    Round = table.Column<int>(type: "integer", nullable: false),
                    Title = table.Column<string>(type: "character varying(120)", maxLength: 120, nullable: false),
                    Circle = table.Column<string>(type: "character varying(40)", maxLength: 40, nullable: false),
                    CircleOf = table.Column<Guid>(type: "uuid", nullable: true),
                    CircleName = table.Column<string>(type: "text", nullable: false),
                    Initiator = table.Column<Guid>(type: "uuid", nullable: false),
                    InitiatorName = table.Column<string>(type: "text", nullable: false),
                    Contact = table.Column<string>(type: "character varying(200)", maxLength: 200, nullable: false),
                    SchemeVersion = table.Column<string>(type: "text", nullable: false),
                    SchemeFile = table.Column<Guid>(type: "uuid", nullable: true),
                    SchemeHash = table.Column<string>(type: "text", nullable: false),
                    Explained = table.Column<string>(type: "text", nullable: false),
                    NoticeOn = table.Column<DateOnly>(type: "date", nullable: true),
                    RollFrom = table.Column<DateOnly>(type: "date", nullable: true),
                    RollTo = table.Column<DateOnly>(type: "date", nullable: true),
                    OpensAt = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: true),
                    ClosesAt = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: true),
                    ExtensionDays = table.Column<int>(type: "integer", nullable: false),
                    ExtendBelow = table.Column<int>(type: "integer", nullable: false),
                    ObjectionDays = table.Column<int>(type: "integer", nullable: false),
                    ObjectionsTo = table.Column<DateOnly>(type: "date", nullable: true),
                    State = table.Column<string>(type: "character varying(40)", maxLength: 40, nullable: false),
                    CalledOffWhy = table.Column<string>(type: "text", nullable: true),
                    SampleSeed = table.Column<string>(type: "text", nullable: false),
                    RollHash = table.Column<string>(type: "text", nullable: false),
                    Seats = table.Column<int>(type: "integer", nullable: false),
                    RollArea = table.Column<long>(type: "bigint", nullable: false),
                    Owners = table.Column<int>(type: "integer", nullable: false),
                    Rules = table.Column<string>(type: "text", nullable: false),
                    Counts = table.Column<string>(type: "text", nullable: false),
                    PreliminaryStatement = table.Column<string>(type: "text", nullable: false),
                    PreliminarySignature = table.Column<string>(type: "text", nullable: false),
                    FinalStatement = table.Column<string>(type: "text", nullable: false),
                    FinalSignature = table.Column<string>(type: "text", nullable: false),
                    PreliminaryAt = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: true),
                    FinalAt = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: true),
                    AuditSeed = table.Column<string>(type: "text", nullable: false),
                    AuditSize = table.Column<int>(type: "integer", nullable: true),
                    FullCheck = table.Column<bool>(type: "boolean", nullable: false),
                    MadeBy = table.Column<Guid>(type: "uuid", nullable: false),
                    MadeAt = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: false),
                    Version = table.Column<int>(type: "integer", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_participation_consultations", x => x.Id);
                });

            migrationBuilder.CreateTable(
                name: "participation_disputes",
                columns: table => new
                {
                    Id = table.Column<Guid>(type: "uuid", nullable: false),
                    Consultation = table.Column<Guid>(type: "uuid", nullable: false),
                    Community = table.Column<Guid>(type: "uuid", nullable: false),
                    Seat = table.Column<Guid>(type: "uuid", nullable: false),
                    Unit = table.Column<Guid>(type: "uuid", nullable: false),
                    Number = table.Column<string>(type: "text", nullable: false),
                    Why = table.Column<string>(type: "text", nullable: false),
                    OpenedAt = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: false),
                    SettledAt = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: true),
                    HowSettled = table.Column<string>(type: "text", nullable: true),
                    ToldAt = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: true),
                    Told = table.Column<int>(type: "integer", nullable: false),
                    Version = table.Column<int>(type: "integer", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_participation_disputes", x => x.Id);
                });

            migrationBuilder.CreateTable(
                name: "participation_identity_checks",
                columns: table => new
                {
                    Id = table.Column<Guid>(type: "uuid", nullable: false),
                    Consultation = table.Column<Guid>(type: "uuid", nullable: false),
                    Community = table.Column<Guid>(type: "uuid", nullable: false),
                    Seat = table.Column<Guid>(type: "uuid", nullable: false),
                    Unit = table.Column<Guid>(type: "uuid", nullable: false),
                    By = table.Column<Guid>(type: "uuid", nullable: false),
                    ByOrganisation = table.Column<Guid>(type: "uuid", nullable: true),
                    At = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: false),
                    SecondBy = table.Column<Guid>(type: "uuid", nullable: true),
                    Version = table.Column<int>(type: "integer", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_participation_identity_checks", x => x.Id);
                });

            migrationBuilder.CreateTable(
                name: "participation_lines",
                columns: table => new
                {
                    Id = table.Column<Guid>(type: "uuid", nullable: false),
                    Consultation = table.Column<Guid>(type: "uuid", nullable: false),
                    Community = table.Column<Guid>(type: "uuid", nullable: false),
                    Order = table.Column<int>(type: "integer", nullable: false),
                    Question = table.Column<string>(type: "text", nullable: false),
                    Zh = table.Column<string>(type: "text", nullable: false),
                    Circle = table.Column<string>(type: "character varying(40)", maxLength: 40, nullable: false),
                    Building = table.Column<string>(type: "text", nullable: false),
                    Stairwell = table.Column<string>(type: "text", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_participation_lines", x => x.Id);
                });

            migrationBuilder.CreateTable(
                name: "participation_objections",
                columns: table => new
                {
                    Id = table.Column<Guid>(type: "uuid", nullable: false),
                    Consultation = table.Column<Guid>(type: "uuid", nullable: false),
                    Community = table.Column<Guid>(type: "uuid", nullable: false),
                    Seat = table.Column<Guid>(type: "uuid", nullable: false),
                    Unit = table.Column<Guid>(type: "uuid", nullable: false),
                    SeatNumber = table.Column<string>(type: "text", nullable: false),
                    Number = table.Column<int>(type: "integer", nullable: false),
                    Text = table.Column<byte[]>(type: "bytea", nullable: false),
                    At = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: false),
                    State = table.Column<string>(type: "character varying(40)", maxLength: 40, nullable: false),
                    Reply = table.Column<string>(type: "text", nullable: false),
                    DecidedBy = table.Column<Guid>(type: "uuid", nullable: true),
                    DecidedAt = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: true),
                    Version = table.Column<int>(type: "integer", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_participation_objections", x => x.Id);
                });

            migrationBuilder.CreateTable(
                name: "participation_phone_codes",
                columns: table => new
                {
                    Id = table.Column<Guid>(type: "uuid", nullable: false),
                    Consultation = table.Column<Guid>(type: "uuid", nullable: false),
                    Seat = table.Column<Guid>(type: "uuid", nullable: false),
                    Digest = table.Column<byte[]>(type: "bytea", nullable: false),
                    At = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: false),
                    Expires = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: false),
                    Tries = table.Column<int>(type: "integer", nullable: false),
                    Used = table.Column<bool>(type: "boolean", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_participation_phone_codes", x => x.Id);
                });

            migrationBuilder.CreateTable(
                name: "participation_roll_amendments",
                columns: table => new
                {
                    Id = table.Column<Guid>(type: "uuid", nullable: false),
                    Consultation = table.Column<Guid>(type: "uuid", nullable: false),
                    Community = table.Column<Guid>(type: "uuid", nullable: false),
                    Seat = table.Column<Guid>(type: "uuid", nullable: false),
                    Unit = table.Column<Guid>(type: "uuid", nullable: false),
                    Place = table.Column<int>(type: "integer", nullable: false),
                    Number = table.Column<string>(type: "text", nullable: false),
                    AfterFreeze = table.Column<bool>(type: "boolean", nullable: false),
                    OldArea = table.Column<long>(type: "bigint", nullable: false),
                    NewArea = table.Column<long>(type: "bigint", nullable: true),
                    Strike = table.Column<bool>(type: "boolean", nullable: false),
                    OldOwner = table.Column<int>(type: "integer", nullable: false),
                    NewOwner = table.Column<int>(type: "integer", nullable: true),
                    Reason = table.Column<string>(type: "text", nullable: false),
                    Paper = table.Column<Guid>(type: "uuid", nullable: false),
                    State = table.Column<string>(type: "character varying(40)", maxLength: 40, nullable: false),
                    By = table.Column<Guid>(type: "uuid", nullable: false),
                    ByOrganisation = table.Column<Guid>(type: "uuid", nullable: true),
                    AskedBy = table.Column<string>(type: "text", nullable: false),
                    AgreedBy = table.Column<string>(type: "text", nullable: false),
                    At = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: false),
                    DecidedBy = table.Column<Guid>(type: "uuid", nullable: true),
                    DecidedAt = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: true),
                    Version = table.Column<int>(type: "integer", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_participation_roll_amendments", x => x.Id);
                });

            migrationBuilder.CreateTable(
                name: "participation_seat_events",
                columns: table => new
                {
                    Id = table.Column<Guid>(type: "uuid", nullable: false),
                    Consultation = table.Column<Guid>(type: "uuid", nullable: false),
                    Community = table.Column<Guid>(type: "uuid", nullable: false),
                    Seat = table.Column<Guid>(type: "uuid", nullable: false),
                    Unit = table.Column<Guid>(type: "uuid", nullable: false),
                    Kind = table.Column<string>(type: "character varying(40)", maxLength: 40, nullable: false),
                    Ballot = table.Column<Guid>(type: "uuid", nullable: true),
                    Reason = table.Column<string>(type: "text", nullable: false),
                    Paper = table.Column<Guid>(type: "uuid", nullable: true),
                    By = table.Column<Guid>(type: "uuid", nullable: false),
                    ByOrganisation = table.Column<Guid>(type: "uuid", nullable: true),
                    At = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: false),
                    Agreed = table.Column<bool>(type: "boolean", nullable: false),
                    AgreedBy = table.Column<Guid>(type: "uuid", nullable: true),
                    AgreedAt = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: true),
                    LiftedAt = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: true),
                    Version = table.Column<int>(type: "integer", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_participation_seat_events", x => x.Id);
                });

            migrationBuilder.CreateTable(
                name: "participation_seats",
                columns: table => new
                {
                    Id = table.Column<Guid>(type: "uuid", nullable: false),
                    Consultation = table.Column<Guid>(type: "uuid", nullable: false),
                    Community = table.Column<Guid>(type: "uuid", nullable: false),
                    Place = table.Column<int>(type: "integer", nullable: false),
                    Unit = table.Column<Guid>(type: "uuid", nullable: false),
                    Home = table.Column<Guid>(type: "uuid", nullable: true),
                    Number = table.Column<string>(type: "character varying(60)", maxLength: 60, nullable: false),
                    Building = table.Column<string>(type: "character varying(40)", maxLength: 40, nullable: false),
                    Stairwell = table.Column<string>(type: "character varying(40)", maxLength: 40, nullable: false),
                    Floor = table.Column<int>(type: "integer", nullable: true),
                    Area = table.Column<long>(type: "bigint", nullable: false),
                    AreaSource = table.Column<string>(type: "character varying(40)", maxLength: 40, nullable: false),
                    Owner = table.Column<int>(type: "integer", nullable: false),
                    Vacant = table.Column<bool>(type: "boolean", nullable: false),
                    Organisation = table.Column<bool>(type: "boolean", nullable: false),
                    Asked = table.Column<bool>(type: "boolean", nullable: false),
                    Struck = table.Column<bool>(type: "boolean", nullable: false),
                    CodeIndex = table.Column<byte[]>(type: "bytea", nullable: true),
                    LetterAt = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: true),
                    Batch = table.Column<Guid>(type: "uuid", nullable: true),
                    Version = table.Column<int>(type: "integer", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_participation_seats", x => x.Id);
                });

            migrationBuilder.CreateTable(
                name: "participation_sheets",
                columns: table => new
                {
                    Id = table.Column<Guid>(type: "uuid", nullable: false),
                    Consultation = table.Column<Guid>(type: "uuid", nullable: false),
                    Community = table.Column<Guid>(type: "uuid", nullable: false),
                    Seat = table.Column<Guid>(type: "uuid", nullable: false),
                    Unit = table.Column<Guid>(type: "uuid", nullable: false),
                    Place = table.Column<int>(type: "integer", nullable: false),
                    Number = table.Column<string>(type: "character varying(60)", maxLength: 60, nullable: false),
                    Issue = table.Column<int>(type: "integer", nullable: false),
                    Serial = table.Column<string>(type: "character varying(40)", maxLength: 40, nullable: false),
                    Channel = table.Column<string>(type: "character varying(40)", maxLength: 40, nullable: false),
                    State = table.Column<string>(type: "character varying(40)", maxLength: 40, nullable: false),
                    PrintedAt = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: false),
                    ReceivedAt = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: true),
                    SignedOn = table.Column<DateOnly>(type: "date", nullable: true),
                    Scan = table.Column<Guid>(type: "uuid", nullable: true),
                    First = table.Column<byte[]>(type: "bytea", nullable: true),
                    FirstBy = table.Column<Guid>(type: "uuid", nullable: true),
                    FirstOrganisation = table.Column<Guid>(type: "uuid", nullable: true),
                    FirstAt = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: true),
                    Second = table.Column<byte[]>(type: "bytea", nullable: true),
                    SecondBy = table.Column<Guid>(type: "uuid", nullable: true),
                    SecondOrganisation = table.Column<Guid>(type: "uuid", nullable: true),
                    SecondAt = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: true),
                    ProxyIndex = table.Column<byte[]>(type: "bytea", nullable: true),
                    ProxySlot = table.Column<int>(type: "integer", nullable: true),
                    Helper = table.Column<byte[]>(type: "bytea", nullable: true),
                    Witness = table.Column<byte[]>(type: "bytea", nullable: true),
                    Ballot = table.Column<Guid>(type: "uuid", nullable: true),
                    Batch = table.Column<Guid>(type: "uuid", nullable: true),
                    Version = table.Column<int>(type: "integer", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_participation_sheets", x => x.Id);
                });

            migrationBuilder.CreateTable(
                name: "participation_visits",
                columns: table => new
                {
                    Id = table.Column<Guid>(type: "uuid", nullable: false),
                    Consultation = table.Column<Guid>(type: "uuid", nullable: false),
                    Community = table.Column<Guid>(type: "uuid", nullable: false),
                    Seat = table.Column<Guid>(type: "uuid", nullable: false),
                    Unit = table.Column<Guid>(type: "uuid", nullable: false),
                    Outcome = table.Column<string>(type: "character varying(40)", maxLength: 40, nullable: false),
                    Hour = table.Column<string>(type: "character varying(40)", maxLength: 40, nullable: false),
                    At = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: false),
                    By = table.Column<Guid>(type: "uuid", nullable: false),
                    Companion = table.Column<string>(type: "character varying(60)", maxLength: 60, nullable: false),
                    SlipLeft = table.Column<bool>(type: "boolean", nullable: false),
                    EnteredAt = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: false),
                    Version = table.Column<int>(type: "integer", nullable: false)
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
                name: "IX_participation_consultations_Community_Kind_Circle_CircleOf_~",
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
