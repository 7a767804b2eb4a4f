using System.Linq.Expressions;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata;
using Microsoft.EntityFrameworkCore.Metadata.Builders;
using Renewal.Foundation;

namespace Renewal.Storage;

/// <summary>How an entity says who may reach its rows. One of these stands in every mapping; an architecture test looks for it.</summary>
public static class Reaching
{
    internal const string Why = "Renewal:ReachedByAll";
    const string Pending = "Renewal:ReachFilter";

    /// <summary>Rows of a community: reached through where the community lies, or by assignment to it.</summary>
    public static EntityTypeBuilder<T> ReachedBy<T>(this EntityTypeBuilder<T> entity, Expression<Func<T, CommunityId>> community) where T : class =>
        Keep(entity, new Filters(community, null, null));

    /// <summary>Rows of an exclusive unit of a community: as <see cref="ReachedBy{T}"/>, and residents see their own units only.</summary>
    public static EntityTypeBuilder<T> ReachedByUnit<T>(this EntityTypeBuilder<T> entity, Expression<Func<T, CommunityId>> community,
        Expression<Func<T, Guid>> unit) where T : class => Keep(entity, new Filters(community, null, unit));

    /// <summary>Rows that lie in a division themselves (an intake batch, a package of communities).</summary>
    public static EntityTypeBuilder<T> ReachedByDivision<T>(this EntityTypeBuilder<T> entity, Expression<Func<T, string>> division) where T : class =>
        Keep(entity, new Filters(null, division, null));

    /// <summary>The community itself: by its division, or by assignment.</summary>
    public static EntityTypeBuilder<T> ReachedByDivisionOrAssignment<T>(this EntityTypeBuilder<T> entity, Expression<Func<T, string>> division,
        Expression<Func<T, CommunityId>> community) where T : class => Keep(entity, new Filters(community, division, null));

    /// <summary>Rows of a community, or, where the community is the empty id, of a division (whose column is empty for rows of a community).</summary>
    public static EntityTypeBuilder<T> ReachedByCommunityOrDivision<T>(this EntityTypeBuilder<T> entity, Expression<Func<T, CommunityId>> community,
        Expression<Func<T, string>> division) where T : class => Keep(entity, new Filters(community, division, null, Through: true));

    /// <summary>Rows that everybody may read (division codes, parameters), or that a use case narrows by person (an inbox): say which.</summary>
    public static EntityTypeBuilder<T> ReachedByAll<T>(this EntityTypeBuilder<T> entity, string why) where T : class
    {
        entity.Metadata.SetAnnotation(Why, why);
        return entity;
    }

    /// <summary>Rows reached through any member row that belongs to them (a package through its communities).</summary>
    public static EntityTypeBuilder<T> ReachedThrough<T, TMember>(this EntityTypeBuilder<T> entity, Expression<Func<T, TMember, bool>> belongs,
        Expression<Func<TMember, CommunityId>> community) where T : class where TMember : class
    {
        entity.Metadata.SetAnnotation(Pending, new Through(db =>
        {
            var (row, member) = (belongs.Parameters[0], belongs.Parameters[1]);
            var reached = Expression.Lambda<Func<TMember, bool>>(Expression.AndAlso(belongs.Body, Put(db.CommunityReached(), community, member)), member);
            var any = Expression.Call(typeof(Queryable), nameof(Queryable.Any), [typeof(TMember)], db.Rows<TMember>().Body, Expression.Quote(reached));
            return Expression.Lambda<Func<T, bool>>(Expression.OrElse(db.Everything().Body, any), row);
        }));
        return entity;
    }

    sealed record Through(Func<RenewalDb, LambdaExpression> Filter);

    sealed record Filters(LambdaExpression? Community, LambdaExpression? Division, LambdaExpression? Unit, bool Through = false);

    static EntityTypeBuilder<T> Keep<T>(EntityTypeBuilder<T> entity, Filters filters) where T : class
    {
        entity.Metadata.SetAnnotation(Pending, filters);
        return entity;
    }

    internal static void Apply(RenewalDb db, ModelBuilder model, IMutableEntityType entity)
    {
        var pending = entity.RemoveAnnotation(Pending)?.Value;
        if (pending is Through through) model.Entity(entity.ClrType).HasQueryFilter(Reach.Filter, through.Filter(db));
        if (pending is not Filters filters) return;
        var row = Expression.Parameter(entity.ClrType, "row");
        Expression body = filters switch
        {
            { Division: { } d, Community: { } c, Through: true } => Expression.OrElse(Put(db.CommunityReached(), c, row), Put(db.DivisionReached(), d, row)),
            { Division: { } d, Community: { } c } => Expression.OrElse(Put(db.DivisionReached(), d, row), Put(db.CommunityAssigned(), c, row)),
            { Division: { } d } => Put(db.DivisionReached(), d, row),
            { Community: { } c } => Put(db.CommunityReached(), c, row),
            _ => throw new InvalidOperationException(),
        };
        if (filters.Unit is { } unit) body = Expression.AndAlso(body, Put(db.UnitReached(), unit, row));
        model.Entity(entity.ClrType).HasQueryFilter(Reach.Filter, Expression.Lambda(body, row));
    }

    static Expression Put(LambdaExpression template, LambdaExpression key, Expression row) =>
        new Swap(template.Parameters[0], new Swap(key.Parameters[0], row).Visit(key.Body)!).Visit(template.Body)!;

    sealed class Swap(Expression from, Expression to) : ExpressionVisitor
    {
        public override Expression? Visit(Expression? node) => node == from ? to : base.Visit(node);
    }
}
