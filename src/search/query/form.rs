//! A query as a form: the same value, in fields for those who don't write `-` and `OR`.

use super::{Days, Query, Scope, Words};
use crate::domain::field::Field;
use crate::domain::fold::fold;

/// A query taken apart. What has no field of its own is kept as it is.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Form {
    /// All of these words.
    pub all: String,
    /// These words, one after the other.
    pub phrase: String,
    /// At least one of these words.
    pub any: String,
    /// None of these words.
    pub none: String,
    /// These words in the title.
    pub title: String,
    /// When the document was published, as a range of days.
    pub published: String,
    /// The rest, as text.
    pub rest: String,
}

impl Form {
    /// A query's parts, each in its field: the first of its kind where a field takes one only.
    pub fn of(query: &Query) -> Self {
        let mut form = Self::default();
        let mut rest = Vec::new();
        for part in parts(query) {
            match part {
                Query::Words {
                    scope: Scope::Anywhere,
                    words,
                } if words.is_open => {
                    add(&mut form.all, &words.to_string());
                }
                Query::Words {
                    scope: Scope::Anywhere,
                    words,
                } if form.phrase.is_empty() => {
                    form.phrase = words.words.join(" ");
                }
                Query::Words {
                    scope: Scope::Title,
                    words,
                } => {
                    add(&mut form.title, &words.to_string());
                }
                Query::Any(queries) if form.any.is_empty() && queries.iter().all(is_text) => {
                    queries
                        .iter()
                        .for_each(|query| add(&mut form.any, &query.to_string()));
                }
                Query::Not(query) if is_text(query) => add(&mut form.none, &query.to_string()),
                Query::Dates {
                    field: Field::Published,
                    days,
                } if form.published.is_empty() => {
                    form.published = days.to_string();
                }
                other => rest.push(other.clone()),
            }
        }
        form.rest = Query::all(rest).to_string();
        form
    }

    /// The query that the fields say together. What isn't a range of days in its field says nothing.
    pub fn query(&self) -> Query {
        let text = |text: &str| Query::parse(text).query;
        let phrase = Some(fold(&self.phrase)).filter(|phrase| !phrase.is_empty());
        let phrase = phrase.map(|phrase| Query::Words {
            scope: Scope::Anywhere,
            words: Words {
                words: phrase.split(' ').map(str::to_owned).collect(),
                is_open: false,
            },
        });
        let in_title = |query: &Query| match query {
            Query::Words { words, .. } => Query::Words {
                scope: Scope::Title,
                words: words.clone(),
            },
            other => other.clone(),
        };
        let published = Days::parse(&self.published).map(|days| Query::Dates {
            field: Field::Published,
            days,
        });
        let (any, none, title) = (text(&self.any), text(&self.none), text(&self.title));
        Query::all(
            [text(&self.all)]
                .into_iter()
                .chain(phrase)
                .chain([Query::any(parts(&any).iter().cloned())])
                .chain(parts(&none).iter().cloned().map(Query::denied))
                .chain(parts(&title).iter().map(in_title))
                .chain(published)
                .chain([text(&self.rest)]),
        )
    }
}

/// What must hold at once.
fn parts(query: &Query) -> &[Query] {
    match query {
        Query::Everything => &[],
        Query::All(queries) => queries,
        other => std::slice::from_ref(other),
    }
}

fn is_text(query: &Query) -> bool {
    matches!(
        query,
        Query::Words {
            scope: Scope::Anywhere,
            ..
        }
    )
}

fn add(text: &mut String, more: &str) {
    if !text.is_empty() {
        text.push(' ');
    }
    text.push_str(more);
}
