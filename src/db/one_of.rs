//! A condition: a column has one of several values. The values are one bound text, so that a statement is the same for any number of them
//! and is prepared once for a connection. A list of bound values, as `eq_any` makes it on SQLite, is prepared anew at every call.

use diesel::expression::{AppearsOnTable, Expression, SelectableExpression, ValidGrouping};
use diesel::query_builder::{AstPass, QueryFragment, QueryId};
use diesel::result::QueryResult;
use diesel::sql_types::{Bool, Text};

use super::Connection;
use super::contains::Backend;

/// The condition that [`one_of`] makes.
#[derive(Debug, Clone)]
pub struct OneOf<C> {
    column: C,
    /// A JSON array of texts.
    values: String,
    is_pg: bool,
}

/// The condition that a column of texts has one of these values.
pub fn one_of<C, V: ToString>(conn: &Connection, column: C, values: &[V]) -> OneOf<C> {
    let values: Vec<serde_json::Value> = values.iter().map(|value| value.to_string().into()).collect();
    let values = serde_json::Value::from(values).to_string();
    OneOf { column, values, is_pg: matches!(conn, Connection::Pg(_)) }
}

impl<C: Expression> Expression for OneOf<C> {
    type SqlType = Bool;
}

impl<C, From> AppearsOnTable<From> for OneOf<C> where C: AppearsOnTable<From> {}

impl<C, From> SelectableExpression<From> for OneOf<C> where C: SelectableExpression<From> {}

impl<C, G> ValidGrouping<G> for OneOf<C>
where
    C: ValidGrouping<G>,
{
    type IsAggregate = C::IsAggregate;
}

impl<C: QueryId> QueryId for OneOf<C> {
    type QueryId = OneOf<C::QueryId>;
    // A connection is to one kind of database for ever, so that the type tells the statement.
    const HAS_STATIC_QUERY_ID: bool = C::HAS_STATIC_QUERY_ID;
}

impl<C: QueryFragment<Backend>> QueryFragment<Backend> for OneOf<C> {
    fn walk_ast<'b>(&'b self, mut pass: AstPass<'_, 'b, Backend>) -> QueryResult<()> {
        // On PostgreSQL an array, for which the planner uses an index as for a list.
        let (before, after) = match self.is_pg {
            true => (" = ANY (ARRAY(SELECT json_array_elements_text(CAST(", " AS json)))))"),
            false => (" IN (SELECT value FROM json_each(", ")))"),
        };
        pass.push_sql("(");
        self.column.walk_ast(pass.reborrow())?;
        pass.push_sql(before);
        pass.push_bind_param::<Text, String>(&self.values)?;
        pass.push_sql(after);
        Ok(())
    }
}
