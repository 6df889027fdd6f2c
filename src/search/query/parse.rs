//! Reads a query from typed text. It never fails.

use crate::domain::fold::fold;
use crate::domain::review::ReviewState;
use crate::search::facet::Facet;
use crate::search::words::singular;

use super::{DATES, Days, Has, Query, Scope, Words};

/// What was typed, understood.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Parsed {
    pub query: Query,
    /// What couldn't be understood, and is searched as text.
    pub notes: Vec<Note>,
}

/// Something that looked like more than text and isn't.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Note {
    /// No field has this name.
    UnknownField { name: String },
    /// The field takes other values.
    UnknownValue { name: &'static str, value: String },
    /// The field takes dates.
    NoDate { name: &'static str, value: String },
}

/// How deep brackets may stand in each other; what stands deeper is read as if they weren't there.
const DEEPEST: usize = 16;

pub(super) fn parse(text: &str) -> Parsed {
    let mut notes = Vec::new();
    let tokens = tokens(text, &mut notes);
    let mut reader = Reader {
        tokens: tokens.into_iter().peekable(),
        depth: 0,
    };
    let mut all = Vec::new();
    // A bracket that nothing opened ends a part of the query, and no more.
    while reader.tokens.peek().is_some() {
        all.push(reader.any());
        reader.tokens.next_if(|token| *token == Token::Close);
    }
    Parsed {
        query: together(all),
        notes,
    }
}

/// All of these, but for "and" between others, which people write without meaning it.
fn together(queries: Vec<Query>) -> Query {
    let is_and = |query: &Query| matches!(query, Query::Words { scope: Scope::Anywhere, words } if words.is_open && words.words == ["and"]);
    if queries.iter().all(is_and) {
        return Query::all(queries.into_iter().take(1));
    }
    Query::all(queries.into_iter().filter(|query| !is_and(query)))
}

#[derive(Clone, Debug, PartialEq)]
enum Token {
    Open,
    Close,
    Or,
    Not,
    Is(Query),
}

struct Reader<I: Iterator<Item = Token>> {
    tokens: std::iter::Peekable<I>,
    depth: usize,
}

impl<I: Iterator<Item = Token>> Reader<I> {
    /// Up to a closing bracket, or the end.
    fn any(&mut self) -> Query {
        let mut any = vec![self.all()];
        while self.tokens.next_if(|token| *token == Token::Or).is_some() {
            any.push(self.all());
        }
        Query::any(any)
    }

    fn all(&mut self) -> Query {
        let mut all = Vec::new();
        loop {
            let mut is_denied = false;
            while self.tokens.next_if(|token| *token == Token::Not).is_some() {
                is_denied = !is_denied;
            }
            let query = match self.tokens.peek() {
                None | Some(Token::Close | Token::Or) => return together(all),
                Some(_) => self.one(),
            };
            all.push(if is_denied { query.denied() } else { query });
        }
    }

    fn one(&mut self) -> Query {
        match self.tokens.next() {
            Some(Token::Is(query)) => query,
            Some(Token::Open) if self.depth < DEEPEST => {
                self.depth += 1;
                let query = self.any();
                self.depth -= 1;
                self.tokens.next_if(|token| *token == Token::Close);
                query
            }
            _ => Query::Everything,
        }
    }
}

fn is_quote(c: char) -> bool {
    matches!(c, '"' | '\u{201c}' | '\u{201d}' | '\u{201e}')
}

fn tokens(text: &str, notes: &mut Vec<Note>) -> Vec<Token> {
    let mut tokens = Vec::new();
    let mut rest = text;
    while let Some(c) = rest.chars().next() {
        let after = &rest[c.len_utf8()..];
        let goes_on = after.starts_with(|c: char| !c.is_whitespace());
        match c {
            _ if c.is_whitespace() => rest = after,
            '(' => {
                tokens.push(Token::Open);
                rest = after;
            }
            ')' => {
                tokens.push(Token::Close);
                rest = after;
            }
            // More than one is a line, and denies nothing.
            '-' if after.starts_with('-') => rest = after.trim_start_matches('-'),
            '-' | '\u{2212}' if goes_on => {
                tokens.push(Token::Not);
                rest = after;
            }
            _ if is_quote(c) => {
                let (quoted, is_open, after) = quoted(after);
                tokens
                    .extend(words(quoted, is_open).map(|words| text_token(Scope::Anywhere, words)));
                rest = after;
            }
            _ => {
                let end =
                    rest.find(|c: char| c.is_whitespace() || is_quote(c) || matches!(c, '(' | ')'));
                let (word, after) = rest.split_at(end.unwrap_or(rest.len()));
                rest = after;
                match word {
                    "OR" | "|" => tokens.push(Token::Or),
                    "AND" => (),
                    "NOT" => tokens.push(Token::Not),
                    _ => {
                        let token = word_token(word, &mut rest, notes);
                        tokens.extend(token);
                    }
                }
            }
        }
    }
    tokens
}

/// What stands in quotes, whether their end is missing, and what follows them.
fn quoted(text: &str) -> (&str, bool, &str) {
    match text.char_indices().find(|(_, c)| is_quote(*c)) {
        Some((end, c)) => (&text[..end], false, &text[end + c.len_utf8()..]),
        None => (text, true, ""),
    }
}

fn words(text: &str, is_open: bool) -> Option<Words> {
    let folded = fold(text);
    let words: Vec<String> = folded.split(' ').map(str::to_owned).collect();
    (!folded.is_empty()).then_some(Words { words, is_open })
}

fn text_token(scope: Scope, words: Words) -> Token {
    Token::Is(Query::Words { scope, words })
}

/// A word, which may begin with the name of a field; the field's value may go on in quotes.
fn word_token(word: &str, rest: &mut &str, notes: &mut Vec<Note>) -> Option<Token> {
    let as_text = |text: &str| Some(text_token(Scope::Anywhere, words(text, true)?));
    let Some((name, value)) = word.split_once(':') else {
        return as_text(word);
    };
    let is_name = !name.is_empty() && name.chars().all(|c| c.is_alphabetic() || c == '_');
    // An address is no field, nor is a word before a colon in a sentence.
    if !is_name || value.starts_with("//") {
        return as_text(word);
    }
    let (value, is_open, is_quoted) = match rest
        .chars()
        .next()
        .filter(|c| value.is_empty() && is_quote(*c))
    {
        Some(quote) => {
            let (value, is_open, after) = quoted(&rest[quote.len_utf8()..]);
            *rest = after;
            (value, is_open, true)
        }
        None => (value, true, false),
    };
    let Some(field) = Asked::of(name) else {
        if value.is_empty() && !is_quoted {
            return as_text(name);
        }
        notes.push(Note::UnknownField {
            name: name.to_owned(),
        });
        return as_text(&format!("{name} {value}"));
    };
    // Its value is still to be typed.
    let words = words(value, is_open)?;
    let query = match field.query(value, words) {
        Ok(query) => query,
        Err(note) => {
            notes.push(note);
            return as_text(&format!("{name} {value}"));
        }
    };
    Some(Token::Is(query))
}

/// What a name before a colon asks for.
enum Asked {
    Text(Scope),
    Value(Facet),
    Date(&'static str, crate::domain::field::Field),
    Review,
    Has,
}

impl Asked {
    /// By the name in a query, in any case, in the plural or not.
    fn of(name: &str) -> Option<Self> {
        let name = fold(name);
        let is = |key: &str| singular(&fold(key)) == singular(&name);
        if is("has") {
            return Some(Self::Has);
        }
        if is("review") {
            return Some(Self::Review);
        }
        let mut scopes = Scope::ALL.into_iter();
        let scope = scopes.find(|scope| *scope != Scope::Anywhere && is(scope.key()));
        let mut dates = DATES.into_iter();
        let date = dates.find(|(key, _)| is(key));
        let mut facets = Facet::ALL.into_iter();
        let facet = facets.find(|facet| facet.is_of_values() && is(facet.key()));
        scope
            .map(Self::Text)
            .or(date.map(|(key, field)| Self::Date(key, field)))
            .or(facet.map(Self::Value))
    }

    fn query(&self, value: &str, words: Words) -> Result<Query, Note> {
        let folded = words.words.join(" ");
        let is = |key: &str| singular(&fold(key)) == singular(&folded);
        let unknown = |name| Note::UnknownValue {
            name,
            value: value.to_owned(),
        };
        match self {
            Self::Text(scope) => Ok(Query::Words {
                scope: *scope,
                words,
            }),
            Self::Value(facet) => Ok(Query::Value {
                facet: *facet,
                words,
            }),
            Self::Date(name, field) => Days::parse(value)
                .map(|days| Query::Dates {
                    field: *field,
                    days,
                })
                .ok_or_else(|| Note::NoDate {
                    name,
                    value: value.to_owned(),
                }),
            Self::Review => ReviewState::ALL
                .into_iter()
                .find(|state| is(state.key()))
                .map(Query::Review)
                .ok_or_else(|| unknown("review")),
            Self::Has => Has::all()
                .find(|has| is(has.key()))
                .map(Query::Has)
                .ok_or_else(|| unknown("has")),
        }
    }
}
