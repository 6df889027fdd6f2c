//! Pages of the old register as they vary: what is found on each, word by word. The pages are in `tests/map_pages`.

use std::fs;
use std::path::Path;

use driver_atlas::domain::draft::Draft;
use driver_atlas::domain::field::Field;
use driver_atlas::exchange::map_page::{Certainty, Found, Origin, Pasted, Placed, read};

fn page(name: &str) -> String {
    let path = Path::new(env!("CARGO_MANIFEST_DIR"))
        .join("tests/map_pages")
        .join(name);
    fs::read_to_string(path).unwrap()
}

/// Reads a page as a saved file, which is how its HTML comes from a clipboard too.
fn found(name: &str) -> Found {
    let page = page(name);
    read(&match name.ends_with(".html") {
        true => Pasted {
            html: Some(&page),
            text: "",
        },
        false => Pasted {
            html: None,
            text: &page,
        },
    })
}

/// All that is found, for a person to compare with the page.
fn shown(name: &str) -> String {
    let found = found(name);
    let mut lines = Vec::new();
    for driver in &found.drivers {
        lines.push("---".to_owned());
        lines.extend(driver.fields.iter().map(shown_field));
        let unplaced = driver.unplaced.iter();
        lines.extend(
            unplaced.map(|unplaced| format!("? {:?}: {}", unplaced.why, indented(&unplaced.text))),
        );
        let comments = driver.comments.iter();
        lines.extend(comments.map(|comment| {
            format!(
                "{} ({}): {}",
                comment.by,
                comment.at,
                indented(&comment.text)
            )
        }));
    }
    lines.push("---".to_owned());
    lines.extend(
        found
            .unplaced
            .iter()
            .map(|text| format!("? {}", indented(text))),
    );
    lines.extend(
        found
            .noise
            .iter()
            .map(|text| format!("- {}", indented(text))),
    );
    lines.join("\n")
}

/// A field with its value. Where it comes from is shown unless a label says so, and how sure it is unless it is.
fn shown_field(placed: &Placed) -> String {
    let mut notes = Vec::new();
    match &placed.source.place {
        Origin::Label(_) => (),
        Origin::Hyperlink(label) => notes.push(format!("hyperlink of “{label}”")),
        place => notes.push(format!("{place:?}")),
    }
    if placed.certainty != Certainty::Sure {
        notes.push(format!("{:?}", placed.certainty));
    }
    let notes = match notes.is_empty() {
        true => String::new(),
        false => format!(" [{}]", notes.join(", ")),
    };
    format!("{}{notes}: {}", placed.field, indented(&placed.text))
}

fn indented(text: &str) -> String {
    text.lines()
        .collect::<Vec<_>>()
        .join("\n    ")
        .replace("\n    \n", "\n\n")
}

#[test]
fn the_editor_takes_every_value_as_it_is() {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/map_pages");
    let mut drivers = 0;
    for file in fs::read_dir(folder).unwrap() {
        let name = file.unwrap().file_name().into_string().unwrap();
        for driver in found(&name).drivers {
            drivers += 1;
            let mut draft = Draft::new("new".to_owned());
            for placed in &driver.fields {
                assert!(!placed.text.trim().is_empty(), "{name} {:?}", placed.field);
                assert_eq!(
                    draft.typed(placed.field),
                    "",
                    "{name} {:?} comes twice",
                    placed.field
                );
                draft.set(placed.field, placed.text.as_str());
            }
            let order: Vec<Field> = driver.fields.iter().map(|placed| placed.field).collect();
            assert!(order.is_sorted(), "{name}");
            assert_eq!(draft.check(|_| false).err(), None, "{name}");
        }
    }
    assert!(drivers >= 20, "{drivers}");
}

#[test]
fn html_counts_before_text_unless_it_has_lost_the_page() {
    let html = page("2017-impact-first.html");
    let text = "Digital Wards Programme\n\nSource: Mill Trust\n\nLink to main document\n\nSummary of driver: Paper ends.";
    let whole = read(&Pasted {
        html: Some(&html),
        text,
    });
    assert_eq!(whole, found("2017-impact-first.html"));
    for lost in [
        "<html><body></body></html>",
        "<p>Digital Wards Programme</p>",
        "<img src='x'>",
        "",
    ] {
        let found = read(&Pasted {
            html: Some(lost),
            text,
        });
        assert_eq!(found.drivers.len(), 1, "{lost}");
        assert_eq!(found, read(&Pasted { html: None, text }), "{lost}");
    }
    let source = read(&Pasted {
        html: None,
        text: &html,
    });
    assert_eq!(source, whole, "pasted as the source of a page");
}

#[test]
fn the_template_of_2014_in_paragraphs() {
    insta::assert_snapshot!(shown("2014-paragraphs.html"), @"
    ---
    title: Reading well in hospital: a strategy for 2014 to 2019 (RWIH)
    alternative_titles: RWIH
        The reading strategy
    sources: Institute of Bedside Evidence
    link [hyperlink of “Link to main document”]: https://policy.example/reading-well.pdf
    publication_format: PDF, 48 pages
    published: 4/10/2013
    impact: Libraries are named on p. 17 & 18. See [how one library trained volunteers](https://stories.example/volunteers).

        Expect requests for large print.
    summary: Patients who read leave sooner. The strategy asks every hospital for a *reading offer*:

        - books on each ward,
        - a trained volunteer for every **twenty** beds.
    key_features [Likely(LongerLabel)]: Three promises, each with a date (p. 6).
    case_studies: Mill Lane hospital lends readers (p. 30).
    audiences [Likely(Commas)]: Ward managers
        chief nurses
        library managers
    topics: reading
        wards
        volunteers
    last_updated: January 2014
    review_due: January 2015
    responsible: AK
    ---
    ? # Reading Well in Hospital
    ");
}

#[test]
fn the_template_of_2015_in_a_table() {
    insta::assert_snapshot!(shown("2015-table.html"), @r#"
    ---
    title: Safer medicines: a plan for every pharmacy
    sources: College of Dispensers
    link [hyperlink of “Link to main document”]: https://policy.example/safer-medicines
    publication_format: Web site
    published: 30th Nov 2010
    impact: Searches \| more

        Journals \| fewer
    summary: Fewer errors by 2020.

        Pharmacists may prescribe.
    key_features: 1. Count errors
        2. Share what was learned
    audiences: Pharmacists
        prescribers
    review_due: July 2016
    ? LinkIn(Sources): [College of Dispensers](https://colleges.example/)
    ? After(Link): Web site, with a film
    ---
    ? ## Safer Medicines Plan
    "#);
}

#[test]
fn the_template_of_2017_with_impact_first() {
    insta::assert_snapshot!(shown("2017-impact-first.html"), @"
    ---
    title [Heading, Likely(NoLabel)]: Digital Wards Programme
    sources [Likely(Commas)]: Mill Trust
        Department of Health
    link [hyperlink of “Link to main document”]: https://policy.example/digital-wards
    publication_format: PDF
    published: April 2017
    impact: Every tablet on a ward is to open the library’s catalogue (p. 9).
    summary: Paper ends in 2020.
    key_features: - Tablets
        - Training
    audiences: Chief information officers
    last_updated: July 2017
    review_due: July 2018
    responsible: JC
    ---
    ");
}

#[test]
fn the_short_template_of_2018() {
    insta::assert_snapshot!(shown("2018-short.html"), @"
    ---
    title [Heading, Likely(NoLabel)]: Healthy Valleys Act
    level [Categories, Likely(Categories)]: national
    nations [Categories, Likely(Categories)]: Wales
    sources: Valleys Assembly
    link [hyperlink of “Link to the document:”]: https://law.example/valleys
    published [Likely(CommonWord)]: early 2018
    impact: Public bodies must say how they inform people, so libraries can offer health information.
    summary: Seven duties for public bodies.
    topics [Categories, Likely(Categories)]: Prevention
        law
        public health
    ---
    - Filed under: National drivers, Wales, Prevention — Tagged: law, public health
    ");
}

#[test]
fn a_page_whose_title_is_that_of_its_window() {
    insta::assert_snapshot!(shown("window-title.html"), @r#"
    ---
    title [WindowTitle, Likely(NoLabel)]: Kind Care Review
    sources: Patients’ Forum
    link [Likely(SeveralValues)]: https://forum.example/kind.pdf
    further_links [Likely(SeveralValues)]: its annex | https://forum.example/annex.pdf
    publication_format: Animation
    published: All parts were published in Oct/Nov 2016
    summary: Kindness can be taught.\
        It can be measured, too.
    ---
    ? Some readers have asked for this one, so here it is at last.
    "#);
}

#[test]
fn several_drivers_begin_at_titles_and_headings() {
    insta::assert_snapshot!(shown("several-drivers.html"), @"
    ---
    title: Northern plan for stroke
    sources: Northern Network
    link [hyperlink of “Link to main document”]: https://north.example/stroke
    summary: Treat within the hour.

        #### Thrombectomy

        At two sites.
    responsible: BD
    ---
    title: Southern plan for falls
    sources: Southern Network
    link [hyperlink of “Link to main document”]: https://south.example/falls
    summary: Fewer rugs.
    ---
    title [Heading, Likely(NoLabel)]: Island law on data
    sources: Island Council
    link: https://island.example/data
    impact: Ask before keeping loans.
    ---
    ? # Regional drivers
    ? Two plans and a law.
    ");
}

#[test]
fn several_drivers_in_a_text() {
    insta::assert_snapshot!(shown("several-drivers.txt"), @"
    ---
    title [Position, Likely(NoLabel)]: Plan for Quiet Nights
    sources: Night Board
    impact: Earplugs may be lent.
    summary: Silence from eleven.
    ? NoAddress(Link): Link to main document
    ---
    title [Position, Likely(NoLabel)]: Plan for Bright Mornings
    sources: Morning Board
    impact: Newspapers by seven.
    summary: Curtains open early.
    ? NoAddress(Link): Link to main document
    ---
    - Leave a Reply
    - Comments are closed.
    ");
}

#[test]
fn entries_of_an_archive_are_drivers() {
    insta::assert_snapshot!(shown("archive-of-entries.html"), @"
    ---
    title [Heading, Likely(NoLabel)]: Plan A
    level [Categories, Likely(Categories)]: local
    sources: Board A
    summary: Do A.

        ## Steps

        One and two.
    ? AfterEnd: ## [News of the month](https://map.example/n)

        We have moved.
    ---
    title [Heading, Likely(NoLabel)]: Plan B
    sources: Board B
    summary: Do B.
    ---
    - Posted in Local drivers | 2 Comments
    - https://map.example/a
    - https://map.example/b
    ");
}

#[test]
fn a_text_without_html() {
    insta::assert_snapshot!(shown("text-only.txt"), @r#"
    ---
    title [Position, Likely(NoLabel)]: Better Breathing
    sources: Lung Forum
    link: https://lung.example/breathing_plan(1).pdf
    publication_format: PDF
    published: 2014
    impact: Literature on air quality \[1\] will be asked for.
    summary: The plan has 3 aims:

        1. Fewer admissions
        2. Better inhaler use
           - teach
           - check again
        3. Clean air

        See [www.lung.example/aims](https://www.lung.example/aims) for more.
    key_features: - Nurses get \*new\* powers
        - Costs: \< £5 per person
    audiences: GPs
        Community nurses
    topics [Likely(Commas)]: lungs
        air
    review_due [Likely(NoDate)]: TBC
    ---
    ? MAP of drivers
    - Skip to content
    - Menu
    - Home
    - Posted on July 4, 2016 by ak
    "#);
}

#[test]
fn a_text_wrapped_in_an_e_mail() {
    insta::assert_snapshot!(shown("wrapped-mail.txt"), @"
    ---
    title: Healthy teeth for all: a framework for dentists and for everybody else who looks into mouths
    sources: Dental Guild
    link: https://teeth.example/framework
    summary: The framework explains how dentists, schools and health visitors are to work together so that by 2025 no child of five has a decayed tooth. It was written after a review of what has worked elsewhere.

        - Dentists visit every school once a year and report on what they have seen there.
        - Health visitors give out brushes.
    last_updated: March 2016
    ? After(LastUpdated): Regards, Ann
    ---
    ? Hello Cy, here it is as text.
    ? Healthy Teeth for All
    - From: Ann Bee
    - Sent: 4 May 2016 10:12
    - To: Cy Dee
    - Subject: FW: that driver
    ");
}

#[test]
fn a_page_typed_in_word() {
    insta::assert_snapshot!(shown("word.html"), @"
    ---
    title [Heading, Likely(NoLabel)]: Community First
    sources: Royal Society of Visiting Nurses
    link: https://visiting.example/first.pdf
    key_features: - Care at home
          1. by day
          2. by night

        Nurses decide
    last_updated: 2015-06
    ---
    ");
}

#[test]
fn a_saved_page_with_all_that_is_around_its_entry() {
    insta::assert_snapshot!(shown("saved-whole-page.html"), @"
    ---
    title [Heading, Likely(NoLabel)]: Walking Wards
    level [Categories, Likely(Categories)]: national
    settings [Categories, Likely(Categories)]: mental health
    sources: Foot Forum
    link: https://feet.example/walking
    summary: Patients walk with a 🙂 guide.

        A map of the walk

        The walk

        <https://films.example/walk?v=1>
    topics [Categories, Likely(Categories)]: Physiotherapy
        walking
    ? BeforeLabels: This entry is short.
    ? AfterEnd: A note of the blog's editors below the entry.
    ---
    - Privacy & Cookies: This site uses cookies.
    - Close and accept
    - Skip to content
    - MAP of drivers
    - Source: many hands
    - • Home
    - • About
    - Home » National drivers » Mental health » Walking Wards
    - Posted on July 4, 2016 by ak
    - Advertisements
    - Share this:
    - • Twitter
    - Posted in Physiotherapy | Tagged walking
    - Name
    - Your comment
    - Recent Posts
    - • Title: Other drivers
    - Blog at WordPress.com.
    - https://map.example/?share=twitter
    ");
}

#[test]
fn replies_in_a_list_of_comments() {
    insta::assert_snapshot!(shown("replies.html"), @"
    ---
    title [Heading, Likely(NoLabel)]: Plain Words
    sources: Plain Society
    summary: Say it simply.
    responsible: LM
    Ann Bee (2016-05-04T10:12:00+01:00): We used this for our leaflets.

        Source: our own survey, here (https://survey.example).
    Cy (2016-05-05T16:03:00Z): So did we!
    ---
    - 2 thoughts on “Plain Words”
    - Ann Bee says:
    - May 4, 2016 at 10:12 am
    - Reply
    - Cy says:
    - 5 May 2016 at 4:03 pm
    - Reply
    - Pingback: Another blog
    - Comments are closed.
    - https://map.example/plain/?replytocom=1#respond
    ");
}

#[test]
fn replies_that_were_said() {
    insta::assert_snapshot!(shown("replies.txt"), @"
    ---
    title [Position, Likely(NoLabel)]: Loud and Clear
    sources: Hearing Guild
    summary: Speak up.
    Ann Bee (2016-05-04T10:12:00Z): Our hearing loop was paid for by this.

        See https://loop.example for the order form.
    Cy Dee (2016-05-05T12:30:00Z): • Good
        • Better
    ---
    - 2 Responses to Loud and Clear
    - Ann Bee on 4 May 2016 at 10:12 am said:
    - Reply ↓
    - Cy Dee on May 5, 2016 at 12:30 pm said:
    - Reply ↓
    - Leave a Reply
    ");
}

#[test]
fn placeholders_are_no_values() {
    insta::assert_snapshot!(shown("placeholders.html"), @"
    ---
    title [Heading, Likely(NoLabel)]: Waiting for Data
    sources: Data Office
    published [Likely(NoDate)]: TBC
    review_due [Likely(NoDate)]: when the data are there
    ? Placeholder(AlternativeTitles): Alternative titles: None
    ? Placeholder(Link): Link to main document: to be added
    ? Placeholder(PublicationFormat): Publication format: n/a
    ? Placeholder(Summary): Summary of driver: To be added.
    ? NoValue(KeyFeatures): Key features of driver:
    ? Placeholder(Audiences): Primary audience: TBC
    ? Placeholder(CaseStudies): Case studies: None
    ? Placeholder(Topics): Keywords: –
    ? Placeholder(LastUpdated): Date last updated: to be added
    ? Placeholder(Responsible): Group member responsible: Not allocated
    ---
    ");
}

#[test]
fn labels_in_odd_spellings() {
    insta::assert_snapshot!(shown("odd-labels.html"), @"
    ---
    title: LISTEN FIRST
    level [Likely(Reworded)]: local
    nations [Unsure(PartlyTaken)]: Scotland
        Wales
    settings: primary care
        hospices
    sources: Guild of Listeners
    link [Likely(Spelling)]: https://listen.example/first
    published [Likely(Spelling)]: 6 August 2015
    impact [Likely(Spelling)]: Quiet rooms.
    summary [Likely(Spelling)]: Listening saves time.

        *Source* material was collected in wards: see the annex. Summary of findings: none.
    audiences: all
    status: archived
    review_due [Likely(LongerLabel)]: 8/2017
    responsible: ak (staff page)
    ? NoValue(KeyFeatures): Key featuers of driver
    ? SecondValue(ReviewDue): Review Date: May 2019
    ? NotTaken(SupersededBy): Superseded by: Listen again
    ? LinkIn(Responsible): [(staff page)](https://staff.example/ak)
    ---
    ");
}

#[test]
fn lists_and_links_become_markdown() {
    insta::assert_snapshot!(shown("nested-lists.html"), @r#"
    ---
    title [Heading, Likely(NoLabel)]: Lists & Links
    sources: Body of Lists
        Board of Links, Tables and Figures
    link [Likely(SeveralValues)]: https://lists.example/main_(2).pdf
    further_links [Likely(SeveralValues)]: A | summary | https://lists.example/summary?a=1&b=2
    summary: 1. Not a \* list\_ of \[links\](x) \<b> but \`text\`; R&D.
        - one

          3. three
          4. four

             with **more**: said

             - deep
        - two

          two and a half\
          and three quarters

        \# No heading, *but*bold words and a relative link, a script.
    key_features: ### Part A: C \#

        - typed one
        - typed two

        and a line

        Wow\![look](https://lists.example/wow) and <https://lists.example/bare_url>.
    ---
    "#);
}

#[test]
fn other_scripts() {
    insta::assert_snapshot!(shown("other-scripts.html"), @"
    ---
    title: خطة الصحة الوطنية (٢٠١٧)
    alternative_titles: Ιατρικό σχέδιο
        План здоровья
    sources: وزارة الصحة
        厚生労働省
    link: https://xn--mgb.example/خطة
    impact: 図書館は重要です。**要点**：三つ。Llyfrgelloedd yn gyntaf 👩‍⚕️!
    summary: المكتبات **مهمة** (ص. 17)
    topics: 図書館
        صحة
        iechyd
    ---
    ? # Cynllun Iechyd – خطة الصحة 🙂
    ");
}

#[test]
fn a_page_without_labels_is_no_driver() {
    insta::assert_snapshot!(shown("not-a-driver.html"), @"
    ---
    ? # About this blog
    ? Ten people write it. The source of each driver is named.
    ? Date: unknown to us
    ? - Source: where we found it
    ? - what else
    - Leave a Reply
    ");
}
