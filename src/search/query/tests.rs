//! What people type, and the value that it is.

use proptest::prelude::*;

use super::*;

/// What a query is understood as, written in the plainest way, and what is said of it.
fn understood(text: &str) -> String {
    let Parsed { query, notes } = Query::parse(text);
    let notes = notes.iter().map(|note| format!(" [{note:?}]"));
    format!("{query}{}", notes.collect::<String>())
}

#[test]
fn what_is_typed_is_understood() {
    for (text, plain) in [
        ("", ""),
        ("  – ? ", ""),
        ("Genomics PLAN", "genomics plan"),
        ("COVID-19 R&D", "covid-19 r-and-d"),
        ("health and care & more", "health care more"),
        ("and", "and"),
        ("\"What it Means\"", "\"what it means\""),
        ("“curly quotes”", "\"curly quotes\""),
        ("\"still typi", "still-typi"),
        ("a -b -\"c d\"", "a -b -\"c d\""),
        ("a NOT b", "a -b"),
        ("a - b", "a b"),
        ("--- a", "a"),
        ("a OR b c", "a OR b c"),
        ("a AND (b OR c)", "a (b OR c)"),
        ("a | b", "a OR b"),
        ("(a b) OR (c)", "a b OR c"),
        ("-(a OR b)", "-(a OR b)"),
        ("NOT NOT a", "a"),
        ("OR a OR", "a"),
        ("a) b (c", "a b c"),
        (
            "source:\"NHS England\" level:national",
            "source:\"nhs england\" level:national",
        ),
        ("Sources:nhs TOPICS:research", "source:nhs topic:research"),
        ("published:2016..2018", "published:2016..2018"),
        ("published:\"April 2017\"", "published:2017-04"),
        ("due:<2026 updated:2020..", "due:..2025 updated:2020.."),
        (
            "review:overdue review:\"due soon\"",
            "review:overdue review:due-soon",
        ),
        (
            "has:conflict -has:impact has:\"key features\"",
            "has:conflict -has:impact has:key_features",
        ),
        (
            "title:plan title:\"long term\"",
            "title:plan title:\"long term\"",
        ),
        (
            "features:staff responsible:JC",
            "features:staff responsible:jc",
        ),
        // A title from somewhere else, and an address.
        ("Next steps: the plan", "next steps the plan"),
        ("https://www.england.nhs.uk/x", "https-www-england-nhs-uk-x"),
        ("10:30", "10-30"),
        // A field whose value is still to be typed.
        ("plan source:", "plan"),
    ] {
        assert_eq!(understood(text), plain, "{text}");
    }
}

#[test]
fn what_cannot_be_understood_is_text_and_said() {
    for (text, plain) in [
        (
            "colour:blue",
            "colour-blue [UnknownField { name: \"colour\" }]",
        ),
        (
            "review:someday",
            "review-someday [UnknownValue { name: \"review\", value: \"someday\" }]",
        ),
        (
            "has:money a",
            "has-money a [UnknownValue { name: \"has\", value: \"money\" }]",
        ),
        (
            "published:soon",
            "published-soon [NoDate { name: \"published\", value: \"soon\" }]",
        ),
        (
            "published:2018..2016",
            "published-2018-2016 [NoDate { name: \"published\", value: \"2018..2016\" }]",
        ),
    ] {
        assert_eq!(understood(text), plain, "{text}");
    }
}

#[test]
fn a_form_has_each_part_in_its_field() {
    let query = "a b \"c d\" (e OR f) -g -\"h i\" title:j published:2016..2018 level:local \"k\"";
    let form = Form::of(&Query::parse(query).query);
    let expected = Form {
        all: "a b".into(),
        phrase: "c d".into(),
        any: "e f".into(),
        none: "g \"h i\"".into(),
        title: "j".into(),
        published: "2016..2018".into(),
        rest: "level:local \"k\"".into(),
    };
    assert_eq!(form, expected);
    assert_eq!(form.query().to_string(), query);
    assert_eq!(Form::default().query(), Query::Everything);
}

#[test]
fn brackets_without_end_are_read() {
    let deep = "(".repeat(100_000) + "a";
    assert_eq!(Query::parse(&deep).query.to_string(), "a");
    let denied = "-(".repeat(100_000) + "a";
    Query::parse(&denied);
}

proptest! {
    #[test]
    fn a_query_and_its_text_are_one(query in any_query()) {
        let Parsed { query: read, notes } = Query::parse(&query.to_string());
        prop_assert_eq!(&read, &query, "{}", query);
        prop_assert_eq!(notes, vec![]);
    }

    #[test]
    fn a_query_and_its_form_are_one(query in any_query()) {
        let sorted = |query: &Query| {
            let parts = match query {
                Query::All(parts) => parts.clone(),
                other => vec![other.clone()],
            };
            let mut parts: Vec<String> = parts.iter().map(Query::to_string).collect();
            parts.sort();
            parts
        };
        let form = Form::of(&query);
        prop_assert_eq!(sorted(&form.query()), sorted(&query));
        prop_assert_eq!(Form::of(&form.query()), form);
    }

    #[test]
    fn whatever_is_typed_has_a_plain_form(text in "[a-c \"():&-]{0,20}|(OR|NOT|AND|title:|review:|[ab (\")-]){0,12}|\\PC{0,20}") {
        let query = Query::parse(&text).query;
        let again = Query::parse(&query.to_string());
        prop_assert_eq!(again.query, query);
        prop_assert_eq!(again.notes, vec![]);
    }
}

fn any_query() -> impl Strategy<Value = Query> {
    let leaf = prop_oneof![
        4 => (prop::sample::select(Scope::ALL.to_vec()), any_words()).prop_map(|(scope, words)| Query::Words { scope, words }),
        1 => any_words().prop_map(|words| Query::Value { facet: Facet::Source, words }),
        1 => (prop::sample::select(DATES.to_vec()), 1990..2030_i16).prop_map(|((_, field), year)| Query::Dates {
            field,
            days: Days::of_years(Some(year), None).expect("a year has days"),
        }),
        1 => prop::sample::select(ReviewState::ALL.to_vec()).prop_map(Query::Review),
        1 => prop::sample::select(Has::all().collect::<Vec<_>>()).prop_map(Query::Has),
    ];
    leaf.prop_recursive(3, 12, 4, |inner| {
        let several = prop::collection::vec(inner.clone(), 2..4);
        prop_oneof![
            several.clone().prop_map(Query::all),
            several.prop_map(Query::any),
            inner.prop_map(Query::denied),
        ]
    })
}

fn any_words() -> impl Strategy<Value = Words> {
    let word = prop::sample::select(vec!["plan", "nhs", "or", "not", "2016", "é", "é1", "has"]);
    (prop::collection::vec(word, 1..3), any::<bool>()).prop_map(|(words, is_open)| Words {
        words: words
            .iter()
            .map(|word| crate::domain::fold::fold(word))
            .collect(),
        is_open,
    })
}
