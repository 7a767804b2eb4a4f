using System;
using Microsoft.EntityFrameworkCore.Migrations;

#nullable disable

namespace Renewal.Storage.Migrations.Sqlite
{
    /// <inheritdoc />
    public partial class Initial : Migration
    {
        /// <inheritdoc />
        protected override void Up(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.CreateTable(
                name: "access_assignments",
                columns: table => new
                {
                    Id = table.Column<Guid>(type: "TEXT", nullable: false),
                    Organisation = table.Column<Guid>(type: "TEXT", nullable: false),
                    Community = table.Column<Guid>(type: "TEXT", nullable: false),
                    Ground = table.Column<string>(type: "TEXT", maxLength: 200, nullable: false),
                    At = table.Column<long>(type: "INTEGER", nullable: false),
                    EndedAt = table.Column<long>(type: "INTEGER", nullable: true),
                    Live = table.Column<string>(type: "TEXT", nullable: true)
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_access_assignments", x => x.Id);
                });

            migrationBuilder.CreateTable(
                name: "access_attempts",
                columns: table => new
                {
                    Id = table.Column<Guid>(type: "TEXT", nullable: false),
                    Account = table.Column<string>(type: "TEXT", maxLength: 32, nullable: false),
                    Address = table.Column<string>(type: "TEXT", maxLength: 64, nullable: false),
                    Outcome = table.Column<string>(type: "TEXT", maxLength: 40, nullable: false),
                    At = table.Column<long>(type: "INTEGER", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_access_attempts", x => x.Id);
                });

            migrationBuilder.CreateTable(
                name: "access_handovers",
                columns: table => new
                {
                    Id = table.Column<Guid>(type: "TEXT", nullable: false),
                    FromPost = table.Column<Guid>(type: "TEXT", nullable: false),
                    ToPost = table.Column<Guid>(type: "TEXT", nullable: false),
                    Reason = table.Column<string>(type: "TEXT", maxLength: 200, nullable: false),
                    Items = table.Column<string>(type: "TEXT", nullable: false),
                    At = table.Column<long>(type: "INTEGER", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_access_handovers", x => x.Id);
                });

            migrationBuilder.CreateTable(
                name: "access_leaves",
                columns: table => new
                {
                    Id = table.Column<Guid>(type: "TEXT", nullable: false),
                    Post = table.Column<Guid>(type: "TEXT", nullable: false),
                    StandIn = table.Column<Guid>(type: "TEXT", nullable: false),
                    From = table.Column<DateOnly>(type: "TEXT", nullable: false),
                    To = table.Column<DateOnly>(type: "TEXT", nullable: false),
                    Reason = table.Column<string>(type: "TEXT", maxLength: 200, nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_access_leaves", x => x.Id);
                });

            migrationBuilder.CreateTable(
                name: "access_organisations",
                columns: table => new
                {
                    Id = table.Column<Guid>(type: "TEXT", nullable: false),
                    Kind = table.Column<string>(type: "TEXT", maxLength: 40, nullable: false),
                    Name = table.Column<string>(type: "TEXT", maxLength: 100, nullable: false),
                    Division = table.Column<string>(type: "TEXT", maxLength: 12, nullable: false),
                    Code = table.Column<string>(type: "TEXT", maxLength: 18, nullable: true),
                    Version = table.Column<int>(type: "INTEGER", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_access_organisations", x => x.Id);
                });

            migrationBuilder.CreateTable(
                name: "access_post_units",
                columns: table => new
                {
                    Post = table.Column<Guid>(type: "TEXT", nullable: false),
                    Unit = table.Column<Guid>(type: "TEXT", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_access_post_units", x => new { x.Post, x.Unit });
                });

            migrationBuilder.CreateTable(
                name: "access_posts",
                columns: table => new
                {
                    Id = table.Column<Guid>(type: "TEXT", nullable: false),
                    User = table.Column<Guid>(type: "TEXT", nullable: false),
                    Organisation = table.Column<Guid>(type: "TEXT", nullable: false),
                    Role = table.Column<string>(type: "TEXT", maxLength: 40, nullable: false),
                    Division = table.Column<string>(type: "TEXT", maxLength: 12, nullable: false),
                    Seat = table.Column<string>(type: "TEXT", maxLength: 40, nullable: false),
                    From = table.Column<DateOnly>(type: "TEXT", nullable: false),
                    To = table.Column<DateOnly>(type: "TEXT", nullable: true),
                    State = table.Column<string>(type: "TEXT", maxLength: 40, nullable: false),
                    ProposedBy = table.Column<Guid>(type: "TEXT", nullable: false),
                    DecidedBy = table.Column<Guid>(type: "TEXT", nullable: true),
                    Live = table.Column<string>(type: "TEXT", nullable: true),
                    Version = table.Column<int>(type: "INTEGER", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_access_posts", x => x.Id);
                });

            migrationBuilder.CreateTable(
                name: "access_tokens",
                columns: table => new
                {
                    Id = table.Column<Guid>(type: "TEXT", nullable: false),
                    Post = table.Column<Guid>(type: "TEXT", nullable: false),
                    Name = table.Column<string>(type: "TEXT", maxLength: 60, nullable: false),
                    Hash = table.Column<byte[]>(type: "BLOB", nullable: false),
                    Start = table.Column<string>(type: "TEXT", maxLength: 12, nullable: false),
                    CreatedAt = table.Column<long>(type: "INTEGER", nullable: false),
                    ExpiresAt = table.Column<long>(type: "INTEGER", nullable: false),
                    RevokedAt = table.Column<long>(type: "INTEGER", nullable: true),
                    Version = table.Column<int>(type: "INTEGER", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_access_tokens", x => x.Id);
                });

            migrationBuilder.CreateTable(
                name: "access_users",
                columns: table => new
                {
                    Id = table.Column<Guid>(type: "TEXT", nullable: false),
                    Login = table.Column<string>(type: "TEXT", maxLength: 32, nullable: false),
                    Division = table.Column<string>(type: "TEXT", maxLength: 12, nullable: false),
                    Name = table.Column<byte[]>(type: "BLOB", nullable: false),
                    Phone = table.Column<byte[]>(type: "BLOB", nullable: true),
                    Password = table.Column<byte[]>(type: "BLOB", nullable: false),
                    Stamp = table.Column<byte[]>(type: "BLOB", nullable: false),
                    MustChangePassword = table.Column<bool>(type: "INTEGER", nullable: false),
                    Disabled = table.Column<bool>(type: "INTEGER", nullable: false),
                    Totp = table.Column<byte[]>(type: "BLOB", nullable: true),
                    TotpStep = table.Column<long>(type: "INTEGER", nullable: false),
                    RecoveryCodes = table.Column<byte[]>(type: "BLOB", nullable: false),
                    CreatedAt = table.Column<long>(type: "INTEGER", nullable: false),
                    LastSignInAt = table.Column<long>(type: "INTEGER", nullable: true),
                    Version = table.Column<int>(type: "INTEGER", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_access_users", x => x.Id);
                });

            migrationBuilder.CreateTable(
                name: "files_files",
                columns: table => new
                {
                    Id = table.Column<Guid>(type: "TEXT", nullable: false),
                    Community = table.Column<Guid>(type: "TEXT", nullable: false),
                    Division = table.Column<string>(type: "TEXT", maxLength: 12, nullable: false),
                    Hash = table.Column<string>(type: "TEXT", maxLength: 64, nullable: false),
                    Bytes = table.Column<long>(type: "INTEGER", nullable: false),
                    Kind = table.Column<string>(type: "TEXT", maxLength: 40, nullable: false),
                    Name = table.Column<string>(type: "TEXT", maxLength: 200, nullable: false),
                    Personal = table.Column<bool>(type: "INTEGER", nullable: false),
                    At = table.Column<long>(type: "INTEGER", nullable: false),
                    By = table.Column<Guid>(type: "TEXT", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_files_files", x => x.Id);
                });

            migrationBuilder.CreateTable(
                name: "guideline_calendars",
                columns: table => new
                {
                    Year = table.Column<int>(type: "INTEGER", nullable: false),
                    Days = table.Column<string>(type: "TEXT", nullable: false),
                    Basis = table.Column<string>(type: "TEXT", maxLength: 200, nullable: false),
                    UploadedBy = table.Column<string>(type: "TEXT", maxLength: 100, nullable: false),
                    At = table.Column<long>(type: "INTEGER", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_guideline_calendars", x => x.Year);
                });

            migrationBuilder.CreateTable(
                name: "guideline_edition",
                columns: table => new
                {
                    Id = table.Column<int>(type: "INTEGER", nullable: false),
                    Stamp = table.Column<Guid>(type: "TEXT", nullable: false),
                    Version = table.Column<int>(type: "INTEGER", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_guideline_edition", x => x.Id);
                });

            migrationBuilder.CreateTable(
                name: "guideline_parameters",
                columns: table => new
                {
                    Id = table.Column<Guid>(type: "TEXT", nullable: false),
                    Parameter = table.Column<string>(type: "TEXT", maxLength: 80, nullable: false),
                    City = table.Column<string>(type: "TEXT", maxLength: 4, nullable: false),
                    Comparison = table.Column<string>(type: "TEXT", maxLength: 10, nullable: false),
                    Numerator = table.Column<long>(type: "INTEGER", nullable: false),
                    Denominator = table.Column<long>(type: "INTEGER", nullable: false),
                    Basis = table.Column<string>(type: "TEXT", maxLength: 200, nullable: false),
                    From = table.Column<DateOnly>(type: "TEXT", nullable: false),
                    To = table.Column<DateOnly>(type: "TEXT", nullable: true),
                    SetBy = table.Column<string>(type: "TEXT", maxLength: 100, nullable: false),
                    At = table.Column<long>(type: "INTEGER", nullable: false),
                    Version = table.Column<int>(type: "INTEGER", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_guideline_parameters", x => x.Id);
                });

            migrationBuilder.CreateTable(
                name: "guideline_templates",
                columns: table => new
                {
                    Id = table.Column<Guid>(type: "TEXT", nullable: false),
                    label = table.Column<string>(type: "TEXT", maxLength: 40, nullable: false),
                    City = table.Column<string>(type: "TEXT", maxLength: 4, nullable: false),
                    Number = table.Column<int>(type: "INTEGER", nullable: false),
                    BasedOn = table.Column<string>(type: "TEXT", maxLength: 40, nullable: false),
                    Changes = table.Column<string>(type: "TEXT", nullable: false),
                    ValidFrom = table.Column<DateOnly>(type: "TEXT", nullable: false),
                    Basis = table.Column<string>(type: "TEXT", maxLength: 200, nullable: false),
                    PublishedBy = table.Column<string>(type: "TEXT", maxLength: 100, nullable: false),
                    At = table.Column<long>(type: "INTEGER", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_guideline_templates", x => x.Id);
                });

            migrationBuilder.CreateTable(
                name: "inbox_messages",
                columns: table => new
                {
                    Id = table.Column<Guid>(type: "TEXT", nullable: false),
                    User = table.Column<Guid>(type: "TEXT", nullable: true),
                    Organisation = table.Column<Guid>(type: "TEXT", nullable: true),
                    Role = table.Column<string>(type: "TEXT", nullable: true),
                    Title = table.Column<string>(type: "TEXT", nullable: false),
                    Body = table.Column<string>(type: "TEXT", nullable: false),
                    Link = table.Column<string>(type: "TEXT", nullable: true),
                    At = table.Column<long>(type: "INTEGER", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_inbox_messages", x => x.Id);
                });

            migrationBuilder.CreateTable(
                name: "inbox_reads",
                columns: table => new
                {
                    Message = table.Column<Guid>(type: "TEXT", nullable: false),
                    User = table.Column<Guid>(type: "TEXT", nullable: false),
                    At = table.Column<long>(type: "INTEGER", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_inbox_reads", x => new { x.User, x.Message });
                });

            migrationBuilder.CreateTable(
                name: "jobs_jobs",
                columns: table => new
                {
                    Id = table.Column<Guid>(type: "TEXT", nullable: false),
                    Kind = table.Column<string>(type: "TEXT", maxLength: 100, nullable: false),
                    Title = table.Column<string>(type: "TEXT", nullable: false),
                    Args = table.Column<string>(type: "TEXT", nullable: false),
                    Caller = table.Column<string>(type: "TEXT", nullable: false),
                    By = table.Column<Guid>(type: "TEXT", nullable: false),
                    At = table.Column<long>(type: "INTEGER", nullable: false),
                    Started = table.Column<long>(type: "INTEGER", nullable: true),
                    Ended = table.Column<long>(type: "INTEGER", nullable: true),
                    State = table.Column<string>(type: "TEXT", maxLength: 40, nullable: false),
                    Attempts = table.Column<int>(type: "INTEGER", nullable: false),
                    Done = table.Column<long>(type: "INTEGER", nullable: false),
                    Total = table.Column<long>(type: "INTEGER", nullable: false),
                    Message = table.Column<string>(type: "TEXT", nullable: true),
                    Result = table.Column<string>(type: "TEXT", nullable: true),
                    Link = table.Column<string>(type: "TEXT", nullable: true),
                    Error = table.Column<string>(type: "TEXT", nullable: true)
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_jobs_jobs", x => x.Id);
                });

            migrationBuilder.CreateTable(
                name: "lifecycle_acts",
                columns: table => new
                {
                    Id = table.Column<Guid>(type: "TEXT", nullable: false),
                    Project = table.Column<Guid>(type: "TEXT", nullable: false),
                    Record = table.Column<Guid>(type: "TEXT", nullable: true),
                    Step = table.Column<string>(type: "TEXT", maxLength: 20, nullable: true),
                    Community = table.Column<Guid>(type: "TEXT", nullable: true),
                    Kind = table.Column<string>(type: "TEXT", maxLength: 40, nullable: false),
                    Zh = table.Column<string>(type: "TEXT", nullable: false),
                    Opinion = table.Column<string>(type: "TEXT", nullable: true),
                    At = table.Column<long>(type: "INTEGER", nullable: false),
                    Ordinal = table.Column<int>(type: "INTEGER", nullable: false),
                    PaperOn = table.Column<DateOnly>(type: "TEXT", nullable: true),
                    Actor = table.Column<Guid>(type: "TEXT", nullable: false),
                    ActorName = table.Column<string>(type: "TEXT", nullable: false),
                    Organisation = table.Column<Guid>(type: "TEXT", nullable: true),
                    OrganisationName = table.Column<string>(type: "TEXT", nullable: false),
                    Role = table.Column<string>(type: "TEXT", maxLength: 40, nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_lifecycle_acts", x => x.Id);
                });

            migrationBuilder.CreateTable(
                name: "lifecycle_consents",
                columns: table => new
                {
                    Id = table.Column<Guid>(type: "TEXT", nullable: false),
                    Project = table.Column<Guid>(type: "TEXT", nullable: false),
                    Record = table.Column<Guid>(type: "TEXT", nullable: true),
                    Step = table.Column<string>(type: "TEXT", maxLength: 20, nullable: true),
                    Community = table.Column<Guid>(type: "TEXT", nullable: true),
                    Kind = table.Column<string>(type: "TEXT", maxLength: 40, nullable: false),
                    Code = table.Column<string>(type: "TEXT", maxLength: 40, nullable: false),
                    Reason = table.Column<string>(type: "TEXT", nullable: false),
                    PaperTitle = table.Column<string>(type: "TEXT", nullable: false),
                    PaperNumber = table.Column<string>(type: "TEXT", nullable: true),
                    PaperOn = table.Column<DateOnly>(type: "TEXT", nullable: false),
                    File = table.Column<Guid>(type: "TEXT", nullable: false),
                    State = table.Column<string>(type: "TEXT", maxLength: 40, nullable: false),
                    AskedAt = table.Column<long>(type: "INTEGER", nullable: false),
                    AskedOrganisation = table.Column<Guid>(type: "TEXT", nullable: false),
                    AskedBy = table.Column<Guid>(type: "TEXT", nullable: false),
                    AskedOrganisationName = table.Column<string>(type: "TEXT", nullable: false),
                    AskedRole = table.Column<string>(type: "TEXT", nullable: false),
                    AnsweredOrganisation = table.Column<Guid>(type: "TEXT", nullable: true),
                    AnsweredBy = table.Column<Guid>(type: "TEXT", nullable: true),
                    AnsweredOrganisationName = table.Column<string>(type: "TEXT", nullable: false),
                    AnsweredAt = table.Column<long>(type: "INTEGER", nullable: true),
                    Leftover = table.Column<string>(type: "TEXT", nullable: true),
                    LeftoverBy = table.Column<DateOnly>(type: "TEXT", nullable: true),
                    Guarantor = table.Column<string>(type: "TEXT", nullable: true),
                    EndedOn = table.Column<DateOnly>(type: "TEXT", nullable: true),
                    Version = table.Column<int>(type: "INTEGER", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_lifecycle_consents", x => x.Id);
                });

            migrationBuilder.CreateTable(
                name: "lifecycle_figures",
                columns: table => new
                {
                    Id = table.Column<Guid>(type: "TEXT", nullable: false),
                    Record = table.Column<Guid>(type: "TEXT", nullable: false),
                    Project = table.Column<Guid>(type: "TEXT", nullable: false),
                    Community = table.Column<Guid>(type: "TEXT", nullable: true),
                    Milestone = table.Column<string>(type: "TEXT", maxLength: 40, nullable: true),
                    Take = table.Column<int>(type: "INTEGER", nullable: false),
                    State = table.Column<string>(type: "TEXT", maxLength: 40, nullable: false),
                    Values = table.Column<string>(type: "TEXT", nullable: false),
                    SecondValues = table.Column<string>(type: "TEXT", nullable: true),
                    PaperOn = table.Column<DateOnly>(type: "TEXT", nullable: false),
                    EnteredAt = table.Column<long>(type: "INTEGER", nullable: false),
                    EnteredOrganisation = table.Column<Guid>(type: "TEXT", nullable: false),
                    EnteredBy = table.Column<Guid>(type: "TEXT", nullable: false),
                    EnteredOrganisationName = table.Column<string>(type: "TEXT", nullable: false),
                    ConfirmedOrganisation = table.Column<Guid>(type: "TEXT", nullable: true),
                    ConfirmedBy = table.Column<Guid>(type: "TEXT", nullable: true),
                    ConfirmedOrganisationName = table.Column<string>(type: "TEXT", nullable: false),
                    ConfirmedAt = table.Column<long>(type: "INTEGER", nullable: true),
                    ThirdLook = table.Column<bool>(type: "INTEGER", nullable: false),
                    Version = table.Column<int>(type: "INTEGER", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_lifecycle_figures", x => x.Id);
                });

            migrationBuilder.CreateTable(
                name: "lifecycle_lot_communities",
                columns: table => new
                {
                    Lot = table.Column<Guid>(type: "TEXT", nullable: false),
                    Community = table.Column<Guid>(type: "TEXT", nullable: false),
                    Project = table.Column<Guid>(type: "TEXT", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_lifecycle_lot_communities", x => new { x.Lot, x.Community });
                });

            migrationBuilder.CreateTable(
                name: "lifecycle_lots",
                columns: table => new
                {
                    Id = table.Column<Guid>(type: "TEXT", nullable: false),
                    Project = table.Column<Guid>(type: "TEXT", nullable: false),
                    Name = table.Column<string>(type: "TEXT", maxLength: 100, nullable: false),
                    Void = table.Column<bool>(type: "INTEGER", nullable: false),
                    Version = table.Column<int>(type: "INTEGER", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_lifecycle_lots", x => x.Id);
                });

            migrationBuilder.CreateTable(
                name: "lifecycle_milestones",
                columns: table => new
                {
                    Id = table.Column<Guid>(type: "TEXT", nullable: false),
                    Record = table.Column<Guid>(type: "TEXT", nullable: false),
                    Project = table.Column<Guid>(type: "TEXT", nullable: false),
                    Community = table.Column<Guid>(type: "TEXT", nullable: true),
                    Code = table.Column<string>(type: "TEXT", maxLength: 40, nullable: false),
                    ReachedOn = table.Column<DateOnly>(type: "TEXT", nullable: false),
                    ReachedAt = table.Column<long>(type: "INTEGER", nullable: false),
                    Verdict = table.Column<string>(type: "TEXT", nullable: true)
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_lifecycle_milestones", x => x.Id);
                });

            migrationBuilder.CreateTable(
                name: "lifecycle_papers",
                columns: table => new
                {
                    Id = table.Column<Guid>(type: "TEXT", nullable: false),
                    Record = table.Column<Guid>(type: "TEXT", nullable: false),
                    Project = table.Column<Guid>(type: "TEXT", nullable: false),
                    Community = table.Column<Guid>(type: "TEXT", nullable: true),
                    Step = table.Column<string>(type: "TEXT", maxLength: 20, nullable: false),
                    Code = table.Column<string>(type: "TEXT", maxLength: 20, nullable: false),
                    Title = table.Column<string>(type: "TEXT", maxLength: 200, nullable: false),
                    Seal = table.Column<string>(type: "TEXT", maxLength: 100, nullable: false),
                    State = table.Column<string>(type: "TEXT", maxLength: 40, nullable: false),
                    PaperOn = table.Column<DateOnly>(type: "TEXT", nullable: true),
                    EnteredAt = table.Column<long>(type: "INTEGER", nullable: false),
                    LateEntry = table.Column<bool>(type: "INTEGER", nullable: false),
                    Issuer = table.Column<string>(type: "TEXT", maxLength: 200, nullable: false),
                    Number = table.Column<string>(type: "TEXT", maxLength: 100, nullable: true),
                    NumberKey = table.Column<string>(type: "TEXT", maxLength: 160, nullable: true),
                    File = table.Column<Guid>(type: "TEXT", nullable: true),
                    DraftedBy = table.Column<Guid>(type: "TEXT", nullable: false),
                    DraftedOrganisation = table.Column<Guid>(type: "TEXT", nullable: false),
                    CheckedBy = table.Column<Guid>(type: "TEXT", nullable: true),
                    CountersignedOrganisation = table.Column<Guid>(type: "TEXT", nullable: true),
                    Version = table.Column<int>(type: "INTEGER", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_lifecycle_papers", x => x.Id);
                });

            migrationBuilder.CreateTable(
                name: "lifecycle_project_communities",
                columns: table => new
                {
                    Project = table.Column<Guid>(type: "TEXT", nullable: false),
                    Community = table.Column<Guid>(type: "TEXT", nullable: false),
                    Name = table.Column<string>(type: "TEXT", maxLength: 100, nullable: false),
                    Division = table.Column<string>(type: "TEXT", maxLength: 12, nullable: false),
                    JoinedOn = table.Column<DateOnly>(type: "TEXT", nullable: false),
                    Running = table.Column<bool>(type: "INTEGER", nullable: false),
                    LeftOn = table.Column<DateOnly>(type: "TEXT", nullable: true),
                    Stage = table.Column<string>(type: "TEXT", maxLength: 40, nullable: false),
                    Step = table.Column<string>(type: "TEXT", maxLength: 20, nullable: true),
                    Done = table.Column<int>(type: "INTEGER", nullable: false),
                    Total = table.Column<int>(type: "INTEGER", nullable: false),
                    Open = table.Column<string>(type: "TEXT", maxLength: 400, nullable: false),
                    Next = table.Column<string>(type: "TEXT", maxLength: 400, nullable: false),
                    Due = table.Column<DateOnly>(type: "TEXT", nullable: true),
                    AmberFrom = table.Column<DateOnly>(type: "TEXT", nullable: true),
                    Version = table.Column<int>(type: "INTEGER", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_lifecycle_project_communities", x => new { x.Project, x.Community });
                });

            migrationBuilder.CreateTable(
                name: "lifecycle_projects",
                columns: table => new
                {
                    Id = table.Column<Guid>(type: "TEXT", nullable: false),
                    Number = table.Column<string>(type: "TEXT", maxLength: 60, nullable: false),
                    Name = table.Column<string>(type: "TEXT", maxLength: 200, nullable: false),
                    Division = table.Column<string>(type: "TEXT", maxLength: 12, nullable: false),
                    Template = table.Column<string>(type: "TEXT", maxLength: 60, nullable: false),
                    OpenedOn = table.Column<DateOnly>(type: "TEXT", nullable: false),
                    EnteredAt = table.Column<long>(type: "INTEGER", nullable: false),
                    State = table.Column<string>(type: "TEXT", maxLength: 40, nullable: false),
                    EndedOn = table.Column<DateOnly>(type: "TEXT", nullable: true),
                    Version = table.Column<int>(type: "INTEGER", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_lifecycle_projects", x => x.Id);
                });

            migrationBuilder.CreateTable(
                name: "lifecycle_steps",
                columns: table => new
                {
                    Id = table.Column<Guid>(type: "TEXT", nullable: false),
                    Project = table.Column<Guid>(type: "TEXT", nullable: false),
                    Step = table.Column<string>(type: "TEXT", maxLength: 20, nullable: false),
                    Scope = table.Column<string>(type: "TEXT", maxLength: 40, nullable: false),
                    ScopeKey = table.Column<string>(type: "TEXT", maxLength: 120, nullable: false),
                    ScopeName = table.Column<string>(type: "TEXT", maxLength: 200, nullable: false),
                    Community = table.Column<Guid>(type: "TEXT", nullable: true),
                    Lot = table.Column<Guid>(type: "TEXT", nullable: true),
                    Round = table.Column<int>(type: "INTEGER", nullable: false),
                    Current = table.Column<bool>(type: "INTEGER", nullable: false),
                    EarlierStands = table.Column<bool>(type: "INTEGER", nullable: false),
                    State = table.Column<string>(type: "TEXT", maxLength: 40, nullable: false),
                    Exception = table.Column<string>(type: "TEXT", maxLength: 40, nullable: true),
                    OpenedOn = table.Column<DateOnly>(type: "TEXT", nullable: true),
                    OpenedAt = table.Column<long>(type: "INTEGER", nullable: true),
                    FinishedOn = table.Column<DateOnly>(type: "TEXT", nullable: true),
                    FinishedAt = table.Column<long>(type: "INTEGER", nullable: true),
                    NotBefore = table.Column<DateOnly>(type: "TEXT", nullable: true),
                    EnteredOrganisation = table.Column<Guid>(type: "TEXT", nullable: true),
                    EnteredBy = table.Column<Guid>(type: "TEXT", nullable: true),
                    EnteredOrganisationName = table.Column<string>(type: "TEXT", nullable: false),
                    ConfirmedOrganisation = table.Column<Guid>(type: "TEXT", nullable: true),
                    ConfirmedBy = table.Column<Guid>(type: "TEXT", nullable: true),
                    ConfirmedOrganisationName = table.Column<string>(type: "TEXT", nullable: false),
                    EventOn = table.Column<DateOnly>(type: "TEXT", nullable: true),
                    LimitFrom = table.Column<DateOnly>(type: "TEXT", nullable: true),
                    Due = table.Column<DateOnly>(type: "TEXT", nullable: true),
                    AmberFrom = table.Column<DateOnly>(type: "TEXT", nullable: true),
                    AwaitingCalendar = table.Column<bool>(type: "INTEGER", nullable: false),
                    PausedOn = table.Column<DateOnly>(type: "TEXT", nullable: true),
                    PausedFrom = table.Column<string>(type: "TEXT", maxLength: 40, nullable: true),
                    PausedDays = table.Column<int>(type: "INTEGER", nullable: false),
                    LateEntry = table.Column<bool>(type: "INTEGER", nullable: false),
                    OverdueFrom = table.Column<DateOnly>(type: "TEXT", nullable: true),
                    EscalatedTo = table.Column<string>(type: "TEXT", maxLength: 40, nullable: true),
                    Verdict = table.Column<string>(type: "TEXT", nullable: true),
                    Rule = table.Column<string>(type: "TEXT", nullable: true),
                    LastActAt = table.Column<long>(type: "INTEGER", nullable: false),
                    Acts = table.Column<int>(type: "INTEGER", nullable: false),
                    Version = table.Column<int>(type: "INTEGER", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_lifecycle_steps", x => x.Id);
                });

            migrationBuilder.CreateTable(
                name: "lifecycle_tasks",
                columns: table => new
                {
                    Id = table.Column<Guid>(type: "TEXT", nullable: false),
                    Project = table.Column<Guid>(type: "TEXT", nullable: false),
                    Record = table.Column<Guid>(type: "TEXT", nullable: true),
                    Step = table.Column<string>(type: "TEXT", maxLength: 20, nullable: false),
                    Community = table.Column<Guid>(type: "TEXT", nullable: true),
                    Division = table.Column<string>(type: "TEXT", maxLength: 12, nullable: false),
                    Kind = table.Column<string>(type: "TEXT", maxLength: 40, nullable: false),
                    Roles = table.Column<string>(type: "TEXT", maxLength: 400, nullable: false),
                    Zh = table.Column<string>(type: "TEXT", maxLength: 300, nullable: false),
                    Due = table.Column<DateOnly>(type: "TEXT", nullable: true),
                    AmberFrom = table.Column<DateOnly>(type: "TEXT", nullable: true),
                    Key = table.Column<string>(type: "TEXT", maxLength: 200, nullable: false),
                    ClosedKey = table.Column<string>(type: "TEXT", maxLength: 200, nullable: false),
                    NotOrganisation = table.Column<Guid>(type: "TEXT", nullable: true),
                    State = table.Column<string>(type: "TEXT", maxLength: 40, nullable: false),
                    Organisation = table.Column<Guid>(type: "TEXT", nullable: true),
                    Officer = table.Column<Guid>(type: "TEXT", nullable: true),
                    CreatedAt = table.Column<long>(type: "INTEGER", nullable: false),
                    ClosedAt = table.Column<long>(type: "INTEGER", nullable: true),
                    DoneBy = table.Column<Guid>(type: "TEXT", nullable: true),
                    DoneOrganisation = table.Column<Guid>(type: "TEXT", nullable: true),
                    Urged = table.Column<int>(type: "INTEGER", nullable: false),
                    UrgedAt = table.Column<long>(type: "INTEGER", nullable: true),
                    Version = table.Column<int>(type: "INTEGER", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_lifecycle_tasks", x => x.Id);
                });

            migrationBuilder.CreateTable(
                name: "outbox_messages",
                columns: table => new
                {
                    Id = table.Column<Guid>(type: "TEXT", nullable: false),
                    Channel = table.Column<string>(type: "TEXT", nullable: false),
                    User = table.Column<Guid>(type: "TEXT", nullable: true),
                    Organisation = table.Column<Guid>(type: "TEXT", nullable: true),
                    Role = table.Column<string>(type: "TEXT", nullable: true),
                    Title = table.Column<string>(type: "TEXT", maxLength: 200, nullable: false),
                    Body = table.Column<string>(type: "TEXT", nullable: false),
                    Link = table.Column<string>(type: "TEXT", nullable: true),
                    At = table.Column<long>(type: "INTEGER", nullable: false),
                    State = table.Column<string>(type: "TEXT", maxLength: 40, nullable: false),
                    Attempts = table.Column<int>(type: "INTEGER", nullable: false),
                    Next = table.Column<long>(type: "INTEGER", nullable: false),
                    Error = table.Column<string>(type: "TEXT", nullable: true)
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_outbox_messages", x => x.Id);
                });

            migrationBuilder.CreateTable(
                name: "places_buildings",
                columns: table => new
                {
                    Id = table.Column<Guid>(type: "TEXT", nullable: false),
                    Community = table.Column<Guid>(type: "TEXT", nullable: false),
                    Number = table.Column<string>(type: "TEXT", maxLength: 40, nullable: false),
                    Address = table.Column<string>(type: "TEXT", maxLength: 300, nullable: false),
                    BuiltYear = table.Column<int>(type: "INTEGER", nullable: true),
                    Structure = table.Column<string>(type: "TEXT", maxLength: 60, nullable: false),
                    Floors = table.Column<int>(type: "INTEGER", nullable: true),
                    FloorArea = table.Column<long>(type: "INTEGER", nullable: true),
                    Lifts = table.Column<int>(type: "INTEGER", nullable: true),
                    Longitude = table.Column<double>(type: "REAL", nullable: true),
                    Latitude = table.Column<double>(type: "REAL", nullable: true),
                    Geometry = table.Column<byte[]>(type: "BLOB", nullable: true),
                    Batch = table.Column<Guid>(type: "TEXT", nullable: true),
                    Version = table.Column<int>(type: "INTEGER", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_places_buildings", x => x.Id);
                });

            migrationBuilder.CreateTable(
                name: "places_communities",
                columns: table => new
                {
                    Id = table.Column<Guid>(type: "TEXT", nullable: false),
                    Division = table.Column<string>(type: "TEXT", maxLength: 12, nullable: false),
                    Name = table.Column<string>(type: "TEXT", maxLength: 100, nullable: false),
                    Code = table.Column<string>(type: "TEXT", maxLength: 40, nullable: false),
                    Aliases = table.Column<string>(type: "TEXT", maxLength: 400, nullable: false),
                    Address = table.Column<string>(type: "TEXT", maxLength: 300, nullable: false),
                    Neighbourhood = table.Column<string>(type: "TEXT", maxLength: 100, nullable: false),
                    BuiltYear = table.Column<int>(type: "INTEGER", nullable: true),
                    BuiltOn = table.Column<DateOnly>(type: "TEXT", nullable: true),
                    Ownership = table.Column<string>(type: "TEXT", maxLength: 40, nullable: false),
                    BuildingType = table.Column<string>(type: "TEXT", maxLength: 60, nullable: false),
                    Buildings = table.Column<int>(type: "INTEGER", nullable: true),
                    Households = table.Column<int>(type: "INTEGER", nullable: true),
                    FloorArea = table.Column<long>(type: "INTEGER", nullable: true),
                    FeeFrom = table.Column<int>(type: "INTEGER", nullable: true),
                    FeeTo = table.Column<int>(type: "INTEGER", nullable: true),
                    PropertyCompany = table.Column<string>(type: "TEXT", maxLength: 200, nullable: false),
                    Developer = table.Column<string>(type: "TEXT", maxLength: 200, nullable: false),
                    Longitude = table.Column<double>(type: "REAL", nullable: true),
                    Latitude = table.Column<double>(type: "REAL", nullable: true),
                    PointSource = table.Column<string>(type: "TEXT", maxLength: 60, nullable: false),
                    Geometry = table.Column<byte[]>(type: "BLOB", nullable: true),
                    West = table.Column<double>(type: "REAL", nullable: true),
                    South = table.Column<double>(type: "REAL", nullable: true),
                    East = table.Column<double>(type: "REAL", nullable: true),
                    North = table.Column<double>(type: "REAL", nullable: true),
                    InShantyPlan = table.Column<bool>(type: "INTEGER", nullable: false),
                    InRebuildList = table.Column<bool>(type: "INTEGER", nullable: false),
                    Heritage = table.Column<bool>(type: "INTEGER", nullable: false),
                    State = table.Column<string>(type: "TEXT", maxLength: 40, nullable: false),
                    Batch = table.Column<Guid>(type: "TEXT", nullable: true),
                    Version = table.Column<int>(type: "INTEGER", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_places_communities", x => x.Id);
                });

            migrationBuilder.CreateTable(
                name: "places_division_changes",
                columns: table => new
                {
                    Id = table.Column<Guid>(type: "TEXT", nullable: false),
                    Code = table.Column<string>(type: "TEXT", maxLength: 12, nullable: false),
                    Level = table.Column<string>(type: "TEXT", maxLength: 40, nullable: false),
                    Name = table.Column<string>(type: "TEXT", maxLength: 100, nullable: false),
                    From = table.Column<DateOnly>(type: "TEXT", nullable: true),
                    To = table.Column<DateOnly>(type: "TEXT", nullable: true),
                    Basis = table.Column<string>(type: "TEXT", maxLength: 200, nullable: false),
                    Version = table.Column<int>(type: "INTEGER", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_places_division_changes", x => x.Id);
                });

            migrationBuilder.CreateTable(
                name: "places_homes",
                columns: table => new
                {
                    Id = table.Column<Guid>(type: "TEXT", nullable: false),
                    Community = table.Column<Guid>(type: "TEXT", nullable: false),
                    Unit = table.Column<Guid>(type: "TEXT", nullable: false),
                    Number = table.Column<string>(type: "TEXT", maxLength: 60, nullable: false),
                    Batch = table.Column<Guid>(type: "TEXT", nullable: true),
                    Version = table.Column<int>(type: "INTEGER", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_places_homes", x => x.Id);
                });

            migrationBuilder.CreateTable(
                name: "places_households",
                columns: table => new
                {
                    Id = table.Column<Guid>(type: "TEXT", nullable: false),
                    Community = table.Column<Guid>(type: "TEXT", nullable: false),
                    Unit = table.Column<Guid>(type: "TEXT", nullable: false),
                    Home = table.Column<Guid>(type: "TEXT", nullable: false),
                    Tenure = table.Column<string>(type: "TEXT", maxLength: 40, nullable: false),
                    Members = table.Column<int>(type: "INTEGER", nullable: true),
                    Name = table.Column<byte[]>(type: "BLOB", nullable: true),
                    Phone = table.Column<byte[]>(type: "BLOB", nullable: true),
                    PhoneIndex = table.Column<byte[]>(type: "BLOB", nullable: true),
                    From = table.Column<DateOnly>(type: "TEXT", nullable: true),
                    To = table.Column<DateOnly>(type: "TEXT", nullable: true),
                    Batch = table.Column<Guid>(type: "TEXT", nullable: true),
                    Version = table.Column<int>(type: "INTEGER", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_places_households", x => x.Id);
                });

            migrationBuilder.CreateTable(
                name: "places_intake_batches",
                columns: table => new
                {
                    Id = table.Column<Guid>(type: "TEXT", nullable: false),
                    Kind = table.Column<string>(type: "TEXT", maxLength: 40, nullable: false),
                    Division = table.Column<string>(type: "TEXT", maxLength: 12, nullable: false),
                    Community = table.Column<Guid>(type: "TEXT", nullable: true),
                    File = table.Column<string>(type: "TEXT", maxLength: 260, nullable: false),
                    Hash = table.Column<string>(type: "TEXT", maxLength: 64, nullable: false),
                    Size = table.Column<long>(type: "INTEGER", nullable: false),
                    Format = table.Column<string>(type: "TEXT", maxLength: 60, nullable: false),
                    Sheet = table.Column<string>(type: "TEXT", nullable: false),
                    Crs = table.Column<string>(type: "TEXT", maxLength: 40, nullable: true),
                    State = table.Column<string>(type: "TEXT", maxLength: 40, nullable: false),
                    By = table.Column<Guid>(type: "TEXT", nullable: false),
                    ByName = table.Column<string>(type: "TEXT", nullable: false),
                    Organisation = table.Column<Guid>(type: "TEXT", nullable: true),
                    OrganisationName = table.Column<string>(type: "TEXT", nullable: false),
                    UploadedAt = table.Column<long>(type: "INTEGER", nullable: false),
                    DecidedAt = table.Column<long>(type: "INTEGER", nullable: true),
                    HeaderRow = table.Column<int>(type: "INTEGER", nullable: false),
                    Header = table.Column<string>(type: "TEXT", nullable: false),
                    Mapping = table.Column<string>(type: "TEXT", nullable: false),
                    Answers = table.Column<string>(type: "TEXT", nullable: false),
                    Rows = table.Column<int>(type: "INTEGER", nullable: false),
                    Errors = table.Column<int>(type: "INTEGER", nullable: false),
                    Warnings = table.Column<int>(type: "INTEGER", nullable: false),
                    Questions = table.Column<int>(type: "INTEGER", nullable: false),
                    New = table.Column<int>(type: "INTEGER", nullable: false),
                    Changed = table.Column<int>(type: "INTEGER", nullable: false),
                    Unchanged = table.Column<int>(type: "INTEGER", nullable: false),
                    Version = table.Column<int>(type: "INTEGER", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_places_intake_batches", x => x.Id);
                });

            migrationBuilder.CreateTable(
                name: "places_intake_profiles",
                columns: table => new
                {
                    Id = table.Column<Guid>(type: "TEXT", nullable: false),
                    Organisation = table.Column<Guid>(type: "TEXT", nullable: true),
                    Kind = table.Column<string>(type: "TEXT", maxLength: 40, nullable: false),
                    Signature = table.Column<string>(type: "TEXT", maxLength: 64, nullable: false),
                    Mapping = table.Column<string>(type: "TEXT", nullable: false),
                    Answers = table.Column<string>(type: "TEXT", nullable: false),
                    UsedAt = table.Column<long>(type: "INTEGER", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_places_intake_profiles", x => x.Id);
                });

            migrationBuilder.CreateTable(
                name: "places_intake_reports",
                columns: table => new
                {
                    Id = table.Column<Guid>(type: "TEXT", nullable: false),
                    Json = table.Column<byte[]>(type: "BLOB", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_places_intake_reports", x => x.Id);
                });

            migrationBuilder.CreateTable(
                name: "places_owners",
                columns: table => new
                {
                    Id = table.Column<Guid>(type: "TEXT", nullable: false),
                    Community = table.Column<Guid>(type: "TEXT", nullable: false),
                    Unit = table.Column<Guid>(type: "TEXT", nullable: false),
                    Kind = table.Column<string>(type: "TEXT", maxLength: 40, nullable: false),
                    Name = table.Column<byte[]>(type: "BLOB", nullable: true),
                    NameIndex = table.Column<byte[]>(type: "BLOB", nullable: true),
                    IdNumber = table.Column<byte[]>(type: "BLOB", nullable: true),
                    IdNumberIndex = table.Column<byte[]>(type: "BLOB", nullable: true),
                    Phone = table.Column<byte[]>(type: "BLOB", nullable: true),
                    PhoneIndex = table.Column<byte[]>(type: "BLOB", nullable: true),
                    Batch = table.Column<Guid>(type: "TEXT", nullable: true),
                    Version = table.Column<int>(type: "INTEGER", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_places_owners", x => x.Id);
                });

            migrationBuilder.CreateTable(
                name: "places_ownerships",
                columns: table => new
                {
                    Id = table.Column<Guid>(type: "TEXT", nullable: false),
                    Community = table.Column<Guid>(type: "TEXT", nullable: false),
                    Unit = table.Column<Guid>(type: "TEXT", nullable: false),
                    Owner = table.Column<Guid>(type: "TEXT", nullable: false),
                    Part = table.Column<int>(type: "INTEGER", nullable: false),
                    Whole = table.Column<int>(type: "INTEGER", nullable: false),
                    Batch = table.Column<Guid>(type: "TEXT", nullable: true),
                    Version = table.Column<int>(type: "INTEGER", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_places_ownerships", x => x.Id);
                });

            migrationBuilder.CreateTable(
                name: "places_stairwells",
                columns: table => new
                {
                    Id = table.Column<Guid>(type: "TEXT", nullable: false),
                    Community = table.Column<Guid>(type: "TEXT", nullable: false),
                    Building = table.Column<Guid>(type: "TEXT", nullable: false),
                    Number = table.Column<string>(type: "TEXT", maxLength: 40, nullable: false),
                    Floors = table.Column<int>(type: "INTEGER", nullable: true),
                    HasLift = table.Column<bool>(type: "INTEGER", nullable: false),
                    Batch = table.Column<Guid>(type: "TEXT", nullable: true),
                    Version = table.Column<int>(type: "INTEGER", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_places_stairwells", x => x.Id);
                });

            migrationBuilder.CreateTable(
                name: "places_units",
                columns: table => new
                {
                    Id = table.Column<Guid>(type: "TEXT", nullable: false),
                    Community = table.Column<Guid>(type: "TEXT", nullable: false),
                    Building = table.Column<Guid>(type: "TEXT", nullable: false),
                    Stairwell = table.Column<Guid>(type: "TEXT", nullable: true),
                    Number = table.Column<string>(type: "TEXT", maxLength: 60, nullable: false),
                    Floor = table.Column<int>(type: "INTEGER", nullable: true),
                    Door = table.Column<string>(type: "TEXT", maxLength: 40, nullable: false),
                    ExclusiveArea = table.Column<long>(type: "INTEGER", nullable: true),
                    AreaSource = table.Column<string>(type: "TEXT", maxLength: 40, nullable: false),
                    Title = table.Column<string>(type: "TEXT", maxLength: 40, nullable: false),
                    Use = table.Column<string>(type: "TEXT", maxLength: 40, nullable: false),
                    Side = table.Column<string>(type: "TEXT", maxLength: 40, nullable: false),
                    RegisterNumber = table.Column<string>(type: "TEXT", maxLength: 28, nullable: false),
                    Batch = table.Column<Guid>(type: "TEXT", nullable: true),
                    Version = table.Column<int>(type: "INTEGER", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_places_units", x => x.Id);
                });

            migrationBuilder.CreateTable(
                name: "record_facts",
                columns: table => new
                {
                    Position = table.Column<long>(type: "INTEGER", nullable: false)
                        .Annotation("Sqlite:Autoincrement", true),
                    Id = table.Column<Guid>(type: "TEXT", nullable: false),
                    Process = table.Column<Guid>(type: "TEXT", nullable: false),
                    Ordinal = table.Column<int>(type: "INTEGER", nullable: false),
                    Kind = table.Column<string>(type: "TEXT", nullable: false),
                    Subject = table.Column<string>(type: "TEXT", nullable: false),
                    Community = table.Column<Guid>(type: "TEXT", nullable: true),
                    At = table.Column<long>(type: "INTEGER", nullable: false),
                    Zh = table.Column<string>(type: "TEXT", nullable: false),
                    Payload = table.Column<string>(type: "TEXT", nullable: false),
                    Changes = table.Column<string>(type: "TEXT", nullable: false),
                    Mac = table.Column<byte[]>(type: "BLOB", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_record_facts", x => x.Position);
                });

            migrationBuilder.CreateTable(
                name: "record_processes",
                columns: table => new
                {
                    Id = table.Column<Guid>(type: "TEXT", nullable: false),
                    Code = table.Column<string>(type: "TEXT", nullable: false),
                    Zh = table.Column<string>(type: "TEXT", nullable: false),
                    At = table.Column<long>(type: "INTEGER", nullable: false),
                    ActorId = table.Column<Guid>(type: "TEXT", nullable: false),
                    ActorName = table.Column<string>(type: "TEXT", nullable: false),
                    Organisation = table.Column<Guid>(type: "TEXT", nullable: true),
                    OrganisationName = table.Column<string>(type: "TEXT", nullable: false),
                    Role = table.Column<string>(type: "TEXT", nullable: false),
                    Division = table.Column<string>(type: "TEXT", nullable: false),
                    Reason = table.Column<string>(type: "TEXT", nullable: true)
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_record_processes", x => x.Id);
                });

            migrationBuilder.CreateTable(
                name: "record_seals",
                columns: table => new
                {
                    Sequence = table.Column<long>(type: "INTEGER", nullable: false),
                    Fact = table.Column<Guid>(type: "TEXT", nullable: false),
                    Chain = table.Column<byte[]>(type: "BLOB", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_record_seals", x => x.Sequence);
                });

            migrationBuilder.CreateTable(
                name: "web_keys",
                columns: table => new
                {
                    Id = table.Column<Guid>(type: "TEXT", nullable: false),
                    Name = table.Column<string>(type: "TEXT", nullable: false),
                    Xml = table.Column<string>(type: "TEXT", nullable: false),
                    At = table.Column<long>(type: "INTEGER", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_web_keys", x => x.Id);
                });

            migrationBuilder.CreateIndex(
                name: "IX_access_assignments_Community",
                table: "access_assignments",
                column: "Community");

            migrationBuilder.CreateIndex(
                name: "IX_access_assignments_Live",
                table: "access_assignments",
                column: "Live",
                unique: true);

            migrationBuilder.CreateIndex(
                name: "IX_access_assignments_Organisation",
                table: "access_assignments",
                column: "Organisation");

            migrationBuilder.CreateIndex(
                name: "IX_access_attempts_Account_Address_At",
                table: "access_attempts",
                columns: new[] { "Account", "Address", "At" });

            migrationBuilder.CreateIndex(
                name: "IX_access_attempts_At",
                table: "access_attempts",
                column: "At");

            migrationBuilder.CreateIndex(
                name: "IX_access_handovers_FromPost",
                table: "access_handovers",
                column: "FromPost");

            migrationBuilder.CreateIndex(
                name: "IX_access_leaves_Post",
                table: "access_leaves",
                column: "Post");

            migrationBuilder.CreateIndex(
                name: "IX_access_organisations_Code",
                table: "access_organisations",
                column: "Code",
                unique: true);

            migrationBuilder.CreateIndex(
                name: "IX_access_organisations_Kind_Division_Name",
                table: "access_organisations",
                columns: new[] { "Kind", "Division", "Name" },
                unique: true);

            migrationBuilder.CreateIndex(
                name: "IX_access_posts_Live",
                table: "access_posts",
                column: "Live",
                unique: true);

            migrationBuilder.CreateIndex(
                name: "IX_access_posts_Organisation_Role",
                table: "access_posts",
                columns: new[] { "Organisation", "Role" });

            migrationBuilder.CreateIndex(
                name: "IX_access_posts_User",
                table: "access_posts",
                column: "User");

            migrationBuilder.CreateIndex(
                name: "IX_access_tokens_Hash",
                table: "access_tokens",
                column: "Hash",
                unique: true);

            migrationBuilder.CreateIndex(
                name: "IX_access_tokens_Post",
                table: "access_tokens",
                column: "Post");

            migrationBuilder.CreateIndex(
                name: "IX_access_users_Division",
                table: "access_users",
                column: "Division");

            migrationBuilder.CreateIndex(
                name: "IX_access_users_Login",
                table: "access_users",
                column: "Login",
                unique: true);

            migrationBuilder.CreateIndex(
                name: "IX_files_files_Community",
                table: "files_files",
                column: "Community");

            migrationBuilder.CreateIndex(
                name: "IX_files_files_Hash",
                table: "files_files",
                column: "Hash");

            migrationBuilder.CreateIndex(
                name: "IX_guideline_parameters_Parameter_City_From",
                table: "guideline_parameters",
                columns: new[] { "Parameter", "City", "From" },
                unique: true);

            migrationBuilder.CreateIndex(
                name: "IX_guideline_templates_City_Number",
                table: "guideline_templates",
                columns: new[] { "City", "Number" },
                unique: true);

            migrationBuilder.CreateIndex(
                name: "IX_guideline_templates_label",
                table: "guideline_templates",
                column: "label",
                unique: true);

            migrationBuilder.CreateIndex(
                name: "IX_inbox_messages_Organisation_At",
                table: "inbox_messages",
                columns: new[] { "Organisation", "At" });

            migrationBuilder.CreateIndex(
                name: "IX_inbox_messages_User_At",
                table: "inbox_messages",
                columns: new[] { "User", "At" });

            migrationBuilder.CreateIndex(
                name: "IX_jobs_jobs_By_At",
                table: "jobs_jobs",
                columns: new[] { "By", "At" });

            migrationBuilder.CreateIndex(
                name: "IX_jobs_jobs_State",
                table: "jobs_jobs",
                column: "State");

            migrationBuilder.CreateIndex(
                name: "IX_lifecycle_acts_Actor_At",
                table: "lifecycle_acts",
                columns: new[] { "Actor", "At" });

            migrationBuilder.CreateIndex(
                name: "IX_lifecycle_acts_Project_At",
                table: "lifecycle_acts",
                columns: new[] { "Project", "At" });

            migrationBuilder.CreateIndex(
                name: "IX_lifecycle_acts_Record",
                table: "lifecycle_acts",
                column: "Record");

            migrationBuilder.CreateIndex(
                name: "IX_lifecycle_consents_Project",
                table: "lifecycle_consents",
                column: "Project");

            migrationBuilder.CreateIndex(
                name: "IX_lifecycle_figures_Project",
                table: "lifecycle_figures",
                column: "Project");

            migrationBuilder.CreateIndex(
                name: "IX_lifecycle_figures_Record_Take",
                table: "lifecycle_figures",
                columns: new[] { "Record", "Take" },
                unique: true);

            migrationBuilder.CreateIndex(
                name: "IX_lifecycle_lot_communities_Project",
                table: "lifecycle_lot_communities",
                column: "Project");

            migrationBuilder.CreateIndex(
                name: "IX_lifecycle_lots_Project_Name",
                table: "lifecycle_lots",
                columns: new[] { "Project", "Name" });

            migrationBuilder.CreateIndex(
                name: "IX_lifecycle_milestones_Project",
                table: "lifecycle_milestones",
                column: "Project");

            migrationBuilder.CreateIndex(
                name: "IX_lifecycle_milestones_Record_Code",
                table: "lifecycle_milestones",
                columns: new[] { "Record", "Code" },
                unique: true);

            migrationBuilder.CreateIndex(
                name: "IX_lifecycle_papers_NumberKey",
                table: "lifecycle_papers",
                column: "NumberKey",
                unique: true);

            migrationBuilder.CreateIndex(
                name: "IX_lifecycle_papers_Project",
                table: "lifecycle_papers",
                column: "Project");

            migrationBuilder.CreateIndex(
                name: "IX_lifecycle_papers_Record",
                table: "lifecycle_papers",
                column: "Record");

            migrationBuilder.CreateIndex(
                name: "IX_lifecycle_project_communities_Community",
                table: "lifecycle_project_communities",
                column: "Community");

            migrationBuilder.CreateIndex(
                name: "IX_lifecycle_project_communities_running",
                table: "lifecycle_project_communities",
                column: "Community",
                unique: true,
                filter: "\"Running\"");

            migrationBuilder.CreateIndex(
                name: "IX_lifecycle_project_communities_Stage_Due",
                table: "lifecycle_project_communities",
                columns: new[] { "Stage", "Due" });

            migrationBuilder.CreateIndex(
                name: "IX_lifecycle_projects_Number",
                table: "lifecycle_projects",
                column: "Number",
                unique: true);

            migrationBuilder.CreateIndex(
                name: "IX_lifecycle_projects_State_Division",
                table: "lifecycle_projects",
                columns: new[] { "State", "Division" });

            migrationBuilder.CreateIndex(
                name: "IX_lifecycle_steps_current",
                table: "lifecycle_steps",
                columns: new[] { "Project", "Step", "ScopeKey" },
                unique: true,
                filter: "\"Current\"");

            migrationBuilder.CreateIndex(
                name: "IX_lifecycle_steps_Project_Step_ScopeKey_Round",
                table: "lifecycle_steps",
                columns: new[] { "Project", "Step", "ScopeKey", "Round" },
                unique: true);

            migrationBuilder.CreateIndex(
                name: "IX_lifecycle_steps_State_Due",
                table: "lifecycle_steps",
                columns: new[] { "State", "Due" });

            migrationBuilder.CreateIndex(
                name: "IX_lifecycle_tasks_DoneBy",
                table: "lifecycle_tasks",
                column: "DoneBy");

            migrationBuilder.CreateIndex(
                name: "IX_lifecycle_tasks_Project_ClosedKey",
                table: "lifecycle_tasks",
                columns: new[] { "Project", "ClosedKey" },
                unique: true);

            migrationBuilder.CreateIndex(
                name: "IX_lifecycle_tasks_Record",
                table: "lifecycle_tasks",
                column: "Record");

            migrationBuilder.CreateIndex(
                name: "IX_lifecycle_tasks_State_Due",
                table: "lifecycle_tasks",
                columns: new[] { "State", "Due" });

            migrationBuilder.CreateIndex(
                name: "IX_outbox_messages_State_Next",
                table: "outbox_messages",
                columns: new[] { "State", "Next" });

            migrationBuilder.CreateIndex(
                name: "IX_places_buildings_Community_Number",
                table: "places_buildings",
                columns: new[] { "Community", "Number" },
                unique: true);

            migrationBuilder.CreateIndex(
                name: "IX_places_communities_Batch",
                table: "places_communities",
                column: "Batch");

            migrationBuilder.CreateIndex(
                name: "IX_places_communities_Division",
                table: "places_communities",
                column: "Division");

            migrationBuilder.CreateIndex(
                name: "IX_places_communities_Name_Division",
                table: "places_communities",
                columns: new[] { "Name", "Division" });

            migrationBuilder.CreateIndex(
                name: "IX_places_communities_State",
                table: "places_communities",
                column: "State");

            migrationBuilder.CreateIndex(
                name: "IX_places_communities_West_South",
                table: "places_communities",
                columns: new[] { "West", "South" });

            migrationBuilder.CreateIndex(
                name: "IX_places_division_changes_Code",
                table: "places_division_changes",
                column: "Code");

            migrationBuilder.CreateIndex(
                name: "IX_places_homes_Community_Number",
                table: "places_homes",
                columns: new[] { "Community", "Number" },
                unique: true);

            migrationBuilder.CreateIndex(
                name: "IX_places_homes_Unit",
                table: "places_homes",
                column: "Unit");

            migrationBuilder.CreateIndex(
                name: "IX_places_households_Community",
                table: "places_households",
                column: "Community");

            migrationBuilder.CreateIndex(
                name: "IX_places_households_Home",
                table: "places_households",
                column: "Home");

            migrationBuilder.CreateIndex(
                name: "IX_places_households_PhoneIndex",
                table: "places_households",
                column: "PhoneIndex");

            migrationBuilder.CreateIndex(
                name: "IX_places_intake_batches_Division",
                table: "places_intake_batches",
                column: "Division");

            migrationBuilder.CreateIndex(
                name: "IX_places_intake_batches_UploadedAt",
                table: "places_intake_batches",
                column: "UploadedAt");

            migrationBuilder.CreateIndex(
                name: "IX_places_intake_profiles_Kind_Signature",
                table: "places_intake_profiles",
                columns: new[] { "Kind", "Signature" });

            migrationBuilder.CreateIndex(
                name: "IX_places_owners_Community_IdNumberIndex",
                table: "places_owners",
                columns: new[] { "Community", "IdNumberIndex" });

            migrationBuilder.CreateIndex(
                name: "IX_places_owners_Community_NameIndex",
                table: "places_owners",
                columns: new[] { "Community", "NameIndex" });

            migrationBuilder.CreateIndex(
                name: "IX_places_owners_PhoneIndex",
                table: "places_owners",
                column: "PhoneIndex");

            migrationBuilder.CreateIndex(
                name: "IX_places_ownerships_Community",
                table: "places_ownerships",
                column: "Community");

            migrationBuilder.CreateIndex(
                name: "IX_places_ownerships_Owner",
                table: "places_ownerships",
                column: "Owner");

            migrationBuilder.CreateIndex(
                name: "IX_places_ownerships_Unit_Owner",
                table: "places_ownerships",
                columns: new[] { "Unit", "Owner" },
                unique: true);

            migrationBuilder.CreateIndex(
                name: "IX_places_stairwells_Building_Number",
                table: "places_stairwells",
                columns: new[] { "Building", "Number" },
                unique: true);

            migrationBuilder.CreateIndex(
                name: "IX_places_stairwells_Community",
                table: "places_stairwells",
                column: "Community");

            migrationBuilder.CreateIndex(
                name: "IX_places_units_Building",
                table: "places_units",
                column: "Building");

            migrationBuilder.CreateIndex(
                name: "IX_places_units_Community_Number",
                table: "places_units",
                columns: new[] { "Community", "Number" },
                unique: true);

            migrationBuilder.CreateIndex(
                name: "IX_record_facts_Community_Position",
                table: "record_facts",
                columns: new[] { "Community", "Position" });

            migrationBuilder.CreateIndex(
                name: "IX_record_facts_Id",
                table: "record_facts",
                column: "Id",
                unique: true);

            migrationBuilder.CreateIndex(
                name: "IX_record_facts_Process",
                table: "record_facts",
                column: "Process");

            migrationBuilder.CreateIndex(
                name: "IX_record_facts_Subject",
                table: "record_facts",
                column: "Subject");

            migrationBuilder.CreateIndex(
                name: "IX_record_processes_At",
                table: "record_processes",
                column: "At");

            migrationBuilder.CreateIndex(
                name: "IX_record_seals_Fact",
                table: "record_seals",
                column: "Fact",
                unique: true);
        }

        /// <inheritdoc />
        protected override void Down(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.DropTable(
                name: "access_assignments");

            migrationBuilder.DropTable(
                name: "access_attempts");

            migrationBuilder.DropTable(
                name: "access_handovers");

            migrationBuilder.DropTable(
                name: "access_leaves");

            migrationBuilder.DropTable(
                name: "access_organisations");

            migrationBuilder.DropTable(
                name: "access_post_units");

            migrationBuilder.DropTable(
                name: "access_posts");

            migrationBuilder.DropTable(
                name: "access_tokens");

            migrationBuilder.DropTable(
                name: "access_users");

            migrationBuilder.DropTable(
                name: "files_files");

            migrationBuilder.DropTable(
                name: "guideline_calendars");

            migrationBuilder.DropTable(
                name: "guideline_edition");

            migrationBuilder.DropTable(
                name: "guideline_parameters");

            migrationBuilder.DropTable(
                name: "guideline_templates");

            migrationBuilder.DropTable(
                name: "inbox_messages");

            migrationBuilder.DropTable(
                name: "inbox_reads");

            migrationBuilder.DropTable(
                name: "jobs_jobs");

            migrationBuilder.DropTable(
                name: "lifecycle_acts");

            migrationBuilder.DropTable(
                name: "lifecycle_consents");

            migrationBuilder.DropTable(
                name: "lifecycle_figures");

            migrationBuilder.DropTable(
                name: "lifecycle_lot_communities");

            migrationBuilder.DropTable(
                name: "lifecycle_lots");

            migrationBuilder.DropTable(
                name: "lifecycle_milestones");

            migrationBuilder.DropTable(
                name: "lifecycle_papers");

            migrationBuilder.DropTable(
                name: "lifecycle_project_communities");

            migrationBuilder.DropTable(
                name: "lifecycle_projects");

            migrationBuilder.DropTable(
                name: "lifecycle_steps");

            migrationBuilder.DropTable(
                name: "lifecycle_tasks");

            migrationBuilder.DropTable(
                name: "outbox_messages");

            migrationBuilder.DropTable(
                name: "places_buildings");

            migrationBuilder.DropTable(
                name: "places_communities");

            migrationBuilder.DropTable(
                name: "places_division_changes");

            migrationBuilder.DropTable(
                name: "places_homes");

            migrationBuilder.DropTable(
                name: "places_households");

            migrationBuilder.DropTable(
                name: "places_intake_batches");

            migrationBuilder.DropTable(
                name: "places_intake_profiles");

            migrationBuilder.DropTable(
                name: "places_intake_reports");

            migrationBuilder.DropTable(
                name: "places_owners");

            migrationBuilder.DropTable(
                name: "places_ownerships");

            migrationBuilder.DropTable(
                name: "places_stairwells");

            migrationBuilder.DropTable(
                name: "places_units");

            migrationBuilder.DropTable(
                name: "record_facts");

            migrationBuilder.DropTable(
                name: "record_processes");

            migrationBuilder.DropTable(
                name: "record_seals");

            migrationBuilder.DropTable(
                name: "web_keys");
        }
    }
}
