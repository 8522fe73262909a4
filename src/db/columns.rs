//! Mapping of our own types to columns: ids and enums as text, times as integers.

use crate::clock::Timestamp;

/// Stores a type with `Display` and `FromStr` in a text column, nullable or not.
///
/// The value is written through an owned `String`: the enum over both backends takes values by reference only, and an id has no
/// text to borrow.
macro_rules! text_column {
    ($name:ty) => {
        $crate::db::column!($name, Text, String, |value: $name| value.to_string(), |text: String| text
            .parse()
            .map_err(|_| format!("{text:?} is no {}", stringify!($name))));
    };
}
pub(crate) use text_column;

/// Stores a type in a column as another type that diesel supports.
macro_rules! column {
    ($name:ty, $sql:ident, $carrier:ty, $out:expr, $in:expr) => {
        const _: () = {
            use diesel::backend::Backend;
            use diesel::deserialize::{self, FromSql, Queryable};
            use diesel::dsl::AsExprOf;
            use diesel::expression::AsExpression;
            use diesel::sql_types::{Nullable, $sql};

            impl<DB: Backend> FromSql<$sql, DB> for $name
            where
                $carrier: FromSql<$sql, DB>,
            {
                fn from_sql(bytes: DB::RawValue<'_>) -> deserialize::Result<Self> {
                    let value = <$carrier as FromSql<$sql, DB>>::from_sql(bytes)?;
                    let read: Result<$name, String> = ($in)(value);
                    Ok(read?)
                }
            }

            impl<DB: Backend> Queryable<$sql, DB> for $name
            where
                Self: FromSql<$sql, DB>,
            {
                type Row = Self;
                fn build(row: Self) -> deserialize::Result<Self> {
                    Ok(row)
                }
            }

    $crate::db::column!(@expression $name, $sql, $sql, $carrier, $out);
    $crate::db::column!(@expression $name, $sql, Nullable<$sql>, $carrier, $out);
        };
    };
    (@expression $name:ty, $sql:ident, $as:ty, $carrier:ty, $out:expr) => {
        impl AsExpression<$as> for $name {
            type Expression = AsExprOf<$carrier, $as>;
            fn as_expression(self) -> Self::Expression {
                <$carrier as AsExpression<$as>>::as_expression(($out)(self))
            }
        }

        impl AsExpression<$as> for &$name {
            type Expression = AsExprOf<$carrier, $as>;
            fn as_expression(self) -> Self::Expression {
                <$carrier as AsExpression<$as>>::as_expression(($out)(self.clone()))
            }
        }
    };
}
pub(crate) use column;

column!(Timestamp, BigInt, i64, |time: Timestamp| time.micros(), |micros: i64| Ok(Timestamp::from_micros(micros)));

/// Ids as texts for `eq_any`, which binds each value as it is.
pub fn texts<'a, I: ToString + 'a>(ids: impl IntoIterator<Item = &'a I>) -> Vec<String> {
    ids.into_iter().map(ToString::to_string).collect()
}
