use super::*;
use crate::domain::entry::{Entry, own_delta};
use crate::domain::join;
use proptest::prelude::*;
use serde_json::{Value, json};

fn register(drivers: &Value) -> Register {
    let mut entries = BTreeMap::new();
    for (place, fields) in drivers.as_array().unwrap().iter().enumerate() {
        let id = fields["id"]
            .as_str()
            .map_or_else(|| format!("d{place:02}"), str::to_owned);
        let mut fields = fields.as_object().unwrap().clone();
        fields.remove("id");
        let at = "2026-11-22T10:00:00Z".parse().unwrap();
        let (_, delta) = own_delta(&id, BTreeSet::new(), fields.into_iter().collect(), at, None);
        let mut entry = Entry::default();
        entry.apply(&delta);
        entries.insert(id, entry);
    }
    Register::new("test", entries)
}

fn groups(register: &Register) -> Vec<Group> {
    let mut index = Index::default();
    register.live().for_each(|driver| index.put(driver));
    index.groups(register)
}

/// What makes two drivers look the same.
fn reasons(one: Value, other: Value) -> Vec<Reason> {
    let groups = groups(&register(&json!([one, other])));
    groups.into_iter().flat_map(|group| group.reasons).collect()
}

fn titles(one: &str, other: &str) -> Vec<Reason> {
    reasons(json!({"title": one}), json!({"title": other}))
}

#[test]
fn titles_are_the_same_but_for_what_does_not_matter() {
    for (one, other) in [
        ("NHS Long Term Plan", "The NHS Long-Term Plan"),
        ("Health & Care Act 2022", "health and care act (2022)"),
        ("A plan", "An Plan."),
        ("Strategy", "strategy"),
    ] {
        assert_eq!(titles(one, other), [Reason::SameTitle], "{one} / {other}");
    }
    for (one, other) in [
        ("Knowledge for Healthcare", "Knowlege for Healthcare"),
        ("Organisation of care", "Organization of care"),
        ("Plan for libaries", "Plan for libraries"),
        ("Plan for recieving", "Plan for receiving"),
    ] {
        assert_eq!(titles(one, other), [Reason::NearTitle], "{one} / {other}");
    }
    for (one, other) in [
        ("", ""),
        ("—", "!"),
        ("NHS Long Term Plan", "NHS Long Term Workforce Plan"),
        ("Outcomes framework 2013", "Outcomes framework 2014"),
        ("Outcomes framework 2013/14", "Outcomes framework"),
        ("Guide for adults", "Guide for carers"),
        ("Plan for Wales", "Plan for Walls"),
        ("Prevention", "Preventions"),
        ("Knowledge for Healthcare", "Knowlege for Helthcare"),
    ] {
        assert_eq!(titles(one, other), [], "{one} / {other}");
    }
}

#[test]
fn an_alternative_title_is_as_good_as_another_drivers_title_but_not_as_its_alternative() {
    let view = json!({"title": "Five Year Forward View", "alternative_titles": ["FYFV", "5YFV"]});
    assert_eq!(
        reasons(view.clone(), json!({"title": "The FYFV"})),
        [Reason::AlternativeTitle]
    );
    assert_eq!(
        reasons(
            view,
            json!({"title": "GP Forward View", "alternative_titles": ["FYFV"]})
        ),
        []
    );
}

#[test]
fn plans_of_the_same_name_by_different_bodies_are_different() {
    let plan = |source: &str, more: Value| {
        let mut plan = json!({"title": "Digital strategy", "sources": [source]});
        plan.as_object_mut()
            .unwrap()
            .extend(more.as_object().unwrap().clone());
        plan
    };
    let local = json!({"level": "local"});
    assert_eq!(
        reasons(plan("Humber", local.clone()), plan("Leeds", local.clone())),
        []
    );
    assert_eq!(
        reasons(plan("Humber", local.clone()), plan("humber", local)),
        [Reason::SameTitle]
    );
    let year = |year: &str| json!({"published": year});
    assert_eq!(
        reasons(plan("NHS", year("2014")), plan("DHSC", year("2019"))),
        []
    );
    assert_eq!(
        reasons(plan("NHS", year("2019")), plan("DHSC", year("May 2019"))),
        [Reason::SameTitle]
    );
    assert_eq!(
        reasons(plan("NHS", json!({})), plan("DHSC", json!({}))),
        [Reason::SameTitle]
    );
}

#[test]
fn links_are_the_same_but_for_what_leads_to_the_same_page() {
    let same = "https://www.england.nhs.uk/plan";
    for link in [
        "http://england.nhs.uk/plan/",
        "HTTPS://WWW.England.NHS.uk/plan#page=17",
        "https://www.england.nhs.uk/plan?utm_source=mail&fbclid=1",
    ] {
        let found = reasons(
            json!({"title": "a", "link": same}),
            json!({"title": "b", "link": link}),
        );
        assert_eq!(found, [Reason::SameLink], "{link}");
    }
    for link in [
        "https://www.england.nhs.uk/Plan",
        "https://www.england.nhs.uk/plan?id=2",
        "https://www.england.nhs.uk/plan#/two",
        "https://www.england.nhs.uk/plan/two",
        "mailto:plan@england.nhs.uk",
        "plan",
        "https://",
    ] {
        let found = reasons(
            json!({"title": "a", "link": same}),
            json!({"title": "b", "link": link}),
        );
        assert_eq!(found, [], "{link}");
    }
}

#[test]
fn a_link_of_many_drivers_leads_to_a_list() {
    let drivers = |count| {
        let drivers = (0..count)
            .map(|place| json!({"title": format!("{place}"), "link": "https://a.example/all"}));
        groups(&register(&drivers.collect()))
    };
    assert_eq!(drivers(LISTED)[0].drivers.len(), LISTED);
    assert_eq!(drivers(LISTED + 1), []);
}

#[test]
fn source_and_date_count_with_similar_titles_only() {
    let driver = |title: &str, source: &str, date: &str| json!({"title": title, "sources": [source, "X"], "published": date});
    let act = driver("Health and Care Act", "UK Parliament", "28 April 2022");
    let subtitle = "Health and Care Act: explained for libraries";
    for (other, expected) in [
        (
            driver("Health and Care Act 2022", "UK Parliament", "April 2022"),
            true,
        ),
        (
            driver("Act on care and health", "UK Parliament", "2022"),
            true,
        ),
        (driver(subtitle, "uk parliament", "2022-04-28"), true),
        (
            driver("Health and Care Act 2012", "UK Parliament", "April 2022"),
            false,
        ),
        (
            driver("Health and Care Act 2022", "UK Parliament", "May 2022"),
            false,
        ),
        (
            driver("Health and Care Bill", "UK Parliament", "April 2022"),
            false,
        ),
        (
            driver(
                "Health and Care Act for Wales",
                "UK Parliament",
                "April 2022",
            ),
            false,
        ),
        (
            driver("Health and Care Act 2022", "UK Parliament", "TBC"),
            false,
        ),
    ] {
        let found = reasons(act.clone(), other.clone());
        let wanted: &[Reason] = if expected {
            &[Reason::SamePublication]
        } else {
            &[]
        };
        assert_eq!(found, wanted, "{other}");
    }
    let mut elsewhere = act.clone();
    elsewhere["sources"] = json!(["Senedd"]);
    elsewhere["title"] = json!("Health and Care Act 2022");
    assert_eq!(reasons(act, elsewhere), []);
    // Two parts of one series.
    let part = |part: &str| driver(&format!("Better care – {part}"), "NHS England", "2020");
    assert_eq!(reasons(part("for boards"), part("for patients")), []);
}

#[test]
fn more_than_two_are_one_group_with_all_reasons() {
    let found = groups(&register(&json!([
        {"title": "One plan", "link": "https://a.example/1"},
        {"title": "The one plan"},
        {"title": "Other", "link": "http://a.example/1/"},
        {"title": "Another"},
    ])));
    let ids = ["d00", "d01", "d02"].map(str::to_owned).into();
    let reasons = [Reason::SameTitle, Reason::SameLink].into();
    assert_eq!(
        found,
        [Group {
            drivers: ids,
            reasons
        }]
    );
}

#[test]
fn what_was_told_apart_joined_or_superseded_never_comes_again() {
    let now = "2026-11-23T10:00:00Z".parse().unwrap();
    let three = json!([{"title": "Plan", "id": "a"}, {"title": "Plan", "id": "b"}, {"title": "Plan", "id": "c"}]);
    let ids = |ids: &[&str]| {
        ids.iter()
            .map(|id| (*id).to_owned())
            .collect::<BTreeSet<_>>()
    };
    let shown = |register: &Register| {
        groups(register)
            .into_iter()
            .map(|group| group.drivers)
            .collect::<Vec<_>>()
    };
    let mut apart = register(&three);
    assert_eq!(shown(&apart), [ids(&["a", "b", "c"])]);
    // One that was told apart from one of two: a person says of which of the others it is a duplicate.
    apart.apply(&join::tell_apart(&apart, &ids(&["a", "b"]), now, None));
    assert_eq!(shown(&apart), [ids(&["a", "c"]), ids(&["b", "c"])]);
    // What it was told apart from follows.
    let mut joined = apart.clone();
    joined.apply(&join::join(
        &joined,
        &ids(&["a", "c"]),
        BTreeMap::new(),
        now,
        None,
    ));
    assert_eq!(shown(&joined), [] as [BTreeSet<EntryId>; 0]);
    apart.apply(&join::tell_apart(&apart, &ids(&["a", "b", "c"]), now, None));
    assert_eq!(shown(&apart), [] as [BTreeSet<EntryId>; 0]);

    let mut all = register(&three);
    all.apply(&join::join(
        &all,
        &ids(&["a", "b", "c"]),
        BTreeMap::new(),
        now,
        None,
    ));
    assert_eq!(shown(&all), [] as [BTreeSet<EntryId>; 0]);
    let successor =
        json!([{"title": "Plan", "id": "a", "superseded_by": "b"}, {"title": "Plan", "id": "b"}]);
    assert_eq!(shown(&register(&successor)), [] as [BTreeSet<EntryId>; 0]);
}

#[test]
fn only_what_differs_is_to_be_chosen() {
    let register = register(&json!([
        {
            "title": "Plan", "level": "local", "published": "April 2017", "impact": "One.", "summary": null,
            "topics": ["x"], "superseded_by": "d01", "responsible": "JC", "file": 1,
        },
        {
            "title": "Plan", "level": "national", "published": "2017-04", "impact": null, "summary": "S",
            "topics": ["y"], "link": "https://a.example", "file": {"a": 2},
        },
        {"title": "The plan", "level": "local"},
    ]));
    let ids = |ids: &[&str]| {
        ids.iter()
            .map(|id| (*id).to_owned())
            .collect::<BTreeSet<_>>()
    };
    let found = choices(&register, &ids(&["d00", "d01", "d02"]));
    let offers = |choice: &Choice| {
        let offers = choice
            .offers
            .iter()
            .map(|offer| (offer.value.clone(), offer.of.len()));
        (choice.key.clone(), offers.collect::<Vec<_>>())
    };
    assert_eq!(
        found.fields.iter().map(offers).collect::<Vec<_>>(),
        [
            (
                "title".to_owned(),
                vec![(json!("Plan"), 2), (json!("The plan"), 1)]
            ),
            (
                "level".to_owned(),
                vec![(json!("local"), 2), (json!("national"), 1)]
            ),
            ("file".to_owned(), vec![(json!(1), 1), (json!({"a": 2}), 1)]),
        ]
    );
    assert_eq!(
        json!(found.settled),
        json!({"published": "April 2017", "impact": "One.", "summary": "S"})
    );
    // What was chosen leaves nothing in conflict.
    let now = "2026-11-23T10:00:00Z".parse().unwrap();
    let mut joined = register.clone();
    let chosen = found
        .fields
        .iter()
        .map(|choice| (choice.key.clone(), choice.offers[0].value.clone()));
    let chosen = found.settled.clone().into_iter().chain(chosen).collect();
    joined.apply(&join::join(
        &register,
        &ids(&["d00", "d01", "d02"]),
        chosen,
        now,
        None,
    ));
    let plan = joined.driver("d02").unwrap();
    assert!(plan.to_settle().is_empty(), "{:?}", plan.to_settle());
    assert_eq!(plan.list(Field::Topics).collect::<Vec<_>>(), ["x", "y"]);
    assert_eq!(plan.text(Field::Responsible), "JC");
    assert_eq!(choices(&joined, &ids(&["d00"])), Choices::default());
}

fn few_words() -> impl Strategy<Value = String> {
    prop::collection::vec(
        prop::sample::select(vec![
            "plan",
            "the",
            "libraries",
            "libaries",
            "care",
            "2019",
            ":",
        ]),
        0..5,
    )
    .prop_map(|words| words.join(" "))
}

prop_compose! {
    fn some_driver()(
        title in few_words(), also in few_words(), link in 0..4, source in 0..3_usize, date in 0..3_usize, next in 0..40,
    ) -> Value {
        json!({
            "title": title,
            "alternative_titles": [also],
            "link": format!("https://a.example/{link}"),
            "sources": [(["X", "Y", "Z"][source])],
            "published": (["2019", "May 2019", "2020"][date]),
            "superseded_by": format!("d{next:02}"),
        })
    }
}

proptest! {
    /// Kept up driver by driver, in any order and with others put and taken out between, it finds the same.
    #[test]
    fn what_is_found_does_not_depend_on_how_it_was_come_by(
        before in prop::collection::vec(some_driver(), 0..8),
        after in prop::collection::vec(some_driver(), 0..8),
    ) {
        let (before, after) = (register(&json!(before)), register(&json!(after)));
        let mut index = Index::default();
        before.live().for_each(|driver| index.put(driver));
        for driver in after.live().collect::<Vec<_>>().into_iter().rev() {
            index.put(driver);
        }
        index.retain(|id| after.driver(id).is_some());
        prop_assert_eq!(index.groups(&after), groups(&after));
    }

    /// As comparing all pairs would find it, with no group that holds two that are known to be different.
    #[test]
    fn no_pair_is_missed_and_none_is_made_up(drivers in prop::collection::vec(some_driver(), 0..8)) {
        let register = register(&json!(drivers));
        let found = groups(&register);
        let known: Vec<Known> = register.live().cloned().map(Known::new).collect();
        for (place, one) in known.iter().enumerate() {
            for other in &known[place + 1..] {
                let mut reasons = one.reasons(other);
                let sharing = known.iter().filter(|known| known.link == one.link).count();
                if sharing > LISTED && reasons.iter().all(|reason| *reason == Reason::SameLink) {
                    reasons.clear();
                }
                let differ = one.is_other_than(other, &register);
                prop_assert_eq!(differ, other.is_other_than(one, &register));
                prop_assert_eq!(one.reasons(other), other.reasons(one));
                let together = found.iter().filter(|group| {
                    group.drivers.contains(&one.driver.id) && group.drivers.contains(&other.driver.id)
                }).count();
                if differ {
                    prop_assert_eq!(together, 0);
                } else if !reasons.is_empty() {
                    prop_assert_eq!(together, 1);
                }
            }
        }
        for group in found {
            prop_assert!(group.drivers.len() > 1 && !group.reasons.is_empty());
        }
    }

    #[test]
    fn no_text_is_too_strange(title: String, other: String, link: String) {
        let driver = |title: &str| json!({"title": title, "alternative_titles": [other], "link": format!("https://{link}"), "id": title});
        groups(&register(&json!([driver(&title), driver(&other)])));
        is_near(&title, &other);
    }
}

/// Looked at with `--nocapture`; judged only so far that a quadratic search would fail.
#[test]
fn two_thousand_drivers_are_compared_in_no_time() {
    let driver = |place: usize, title: String| {
        json!({
            "id": format!("{place:05}"),
            "title": title,
            "alternative_titles": [format!("Acronym {place}")],
            "link": format!("https://www.example.org/publications/{}", place / 2),
            "sources": [format!("Body {}", place % 40)],
            "published": format!("{}", 1990 + place % 35),
        })
    };
    let register = |title: fn(usize) -> String| {
        register(
            &(0..2_000)
                .map(|place| driver(place, title(place)))
                .collect(),
        )
    };
    type Title = fn(usize) -> String;
    let cases: [(&str, Title); 3] = [
        ("each its own", |place| {
            format!("A framework for evidence number {place} in community libraries")
        }),
        ("one other word", |place| {
            let word: String = place
                .to_string()
                .chars()
                .map(|digit| (digit as u8 + 50) as char)
                .collect();
            format!("Health and wellbeing strategy for greater{word}")
        }),
        ("all the same", |_| {
            "Health and wellbeing strategy".to_owned()
        }),
    ];
    for (case, title) in cases {
        let register = register(title);
        let mut index = Index::default();
        let start = std::time::Instant::now();
        register.live().for_each(|driver| index.put(driver));
        let putting = start.elapsed();
        let start = std::time::Instant::now();
        let groups = index.groups(&register);
        let grouping = start.elapsed();
        println!(
            "{case}: {} groups, putting {putting:?}, grouping {grouping:?}",
            groups.len()
        );
        assert!(putting.as_secs() < 10 && grouping.as_secs() < 10);
    }
}
