//! The words that made registers are of. None is a word that the judged searches look for.

#[rustfmt::skip]
pub const FUNCTION: [&str; 36] = [
    "the", "of", "and", "to", "in", "for", "a", "that", "with", "is", "on", "are", "be", "as", "by", "from", "will",
    "this", "or", "their", "at", "an", "which", "have", "has", "its", "they", "who", "more", "into", "than", "where",
    "so", "when", "through", "between",
];

/// The frequent ones, the most frequent first.
#[rustfmt::skip]
pub const CONTENT: [&str; 259] = [
    "health", "care", "library", "services", "evidence", "knowledge", "staff", "people", "support", "nhs",
    "community", "national", "local", "quality", "information", "learning", "strategy", "improve", "patients",
    "clinical", "public", "digital", "training", "workforce", "need", "practice", "system", "access", "development",
    "commissioners", "policy", "trust", "primary", "team", "social", "report", "leadership", "partnership", "skills",
    "approach", "outcomes", "delivery", "framework", "organisations", "decisions", "resources", "prevention",
    "education", "hospital", "research", "data", "technology", "change", "professional", "needs", "working",
    "medical", "board", "regional", "culture", "innovation", "standards", "nursing", "plan", "priorities", "role",
    "guidance", "implementation", "population", "investment", "review", "safety", "inequalities", "key", "future",
    "carers", "experience", "engagement", "programme", "provide", "librarians", "managers", "integrated", "networks",
    "effective", "funding", "governance", "use", "world", "students", "impact", "collections", "literature",
    "searching", "summaries", "outreach", "critical", "appraisal", "sharing", "value", "business", "case", "capacity",
    "demand", "acute", "wider", "example", "better", "new", "every", "years", "work", "most", "first", "aims",
    "ambition", "recommends", "describes", "asks", "expects", "measures", "targets", "budget", "savings",
    "efficiency", "productivity", "performance", "improvement", "benefits", "evaluation", "audit", "monitoring",
    "indicators", "benchmark", "assurance", "regulation", "legislation", "duty", "responsibility", "accountability",
    "transparency", "consent", "privacy", "confidential", "security", "records", "systems", "software", "platform",
    "tools", "devices", "remote", "virtual", "online", "website", "mobile", "content", "journals", "databases",
    "books", "print", "archive", "repository", "publication", "authors", "open", "licence", "copyright", "collection",
    "enquiry", "synthesis", "methods", "trial", "study", "academic", "university", "college", "faculty", "curriculum",
    "placement", "tutor", "supervision", "mentoring", "career", "recruitment", "retention", "wellbeing", "equality",
    "diversity", "inclusion", "language", "values", "behaviour", "trusted", "history", "estate", "buildings", "space",
    "travel", "transport", "environment", "energy", "waste", "climate", "green", "procurement", "supply", "contract",
    "market", "charity", "voluntary", "council", "government", "minister", "parliament", "committee", "inquiry",
    "evidence-based", "consultation", "response", "statement", "charter", "principles", "mission", "vision",
    "objective", "milestone", "timetable", "annual", "quarterly", "baseline", "forecast", "scenario", "horizon",
    "insight", "foresight", "pathway", "referral", "discharge", "admission", "emergency", "urgent", "elective",
    "surgery", "ward", "theatre", "clinic", "pharmacy", "laboratory", "imaging", "diagnosis", "treatment", "therapy",
    "recovery", "chronic", "condition", "disease", "infection", "immunity",
];

/// Each of its own, so that a word can be taken apart again.
#[rustfmt::skip]
pub const SYLLABLES: [&str; 60] = [
    "ba", "be", "bi", "bo", "bu", "ca", "ce", "ci", "co", "cu", "da", "de", "di", "do", "du", "fa", "fe", "fi", "fo",
    "fu", "ga", "ge", "gi", "go", "gu", "ha", "he", "hi", "ho", "hu", "la", "le", "li", "lo", "lu", "ma", "me", "mi",
    "mo", "mu", "na", "ne", "ni", "no", "nu", "pa", "pe", "pi", "po", "pu", "ra", "re", "ri", "ro", "ru", "ta", "te",
    "ti", "to", "tu",
];

#[rustfmt::skip]
pub const ENDINGS: [&str; 9] = [
    "", "n", "ble", "l", "r", "tion", "m", "nd", "ment",
];

#[rustfmt::skip]
pub const KINDS: [&str; 10] = [
    "Strategy", "Plan", "Review", "Framework", "Report", "Guidance", "Action plan", "White paper", "Standard",
    "Outlook",
];

#[rustfmt::skip]
pub const PLACES: [&str; 36] = [
    "Ambleford", "Barrowby", "Carrowmere", "Dunsford", "Eastmarsh", "Farnwick", "Glenmoor", "Harrowdale", "Inverlea",
    "Jarrowby", "Kelmere", "Langford", "Marlowick", "Northam", "Oakhampton", "Penmorfa", "Quarrington", "Ravenby",
    "Selmouth", "Thornbridge", "Ulverdale", "Morwenvale", "Westerleigh", "Yarrowby", "Aberlynn", "Brynmoor",
    "Castlewick", "Deepdale", "Elmstead", "Fenbridge", "Greywell", "Hollowmere", "Islebury", "Kirkholm", "Lowmoor",
    "Millhaven",
];

#[rustfmt::skip]
pub const SOURCES: [&str; 24] = [
    "NHS England", "Department of Health and Social Care", "Health Education England", "Public Health England",
    "Care Quality Commission", "Welsh Government", "Scottish Government", "Department of Health (Northern Ireland)",
    "The King's Fund", "The Health Foundation", "Nuffield Trust", "National Institute for Health and Care Excellence",
    "NHS Improvement", "NHS Digital", "UK Parliament", "Royal College of Nursing", "Royal College of Physicians",
    "General Medical Council", "UK Health Security Agency", "NHS Wales", "NHS Scotland",
    "Local Government Association", "National Audit Office", "Office for National Statistics",
];

#[rustfmt::skip]
pub const TOPICS: [&str; 40] = [
    "workforce", "digital", "prevention", "integrated care", "research", "knowledge management", "evidence",
    "health inequalities", "patient safety", "quality improvement", "leadership", "education and training",
    "innovation", "library strategy", "information governance", "population health", "social care", "primary care",
    "public health", "urgent care", "commissioning", "finance", "estates", "procurement", "sustainability", "data",
    "wellbeing", "equality", "volunteering", "partnership", "regulation", "records", "publishing", "copyright",
    "open access", "critical appraisal", "outreach", "technology", "careers", "evaluation",
];

#[rustfmt::skip]
pub const AUDIENCES: [&str; 9] = [
    "Clinicians", "Boards and senior managers", "Commissioners", "Library and knowledge services", "Nurses",
    "Managers", "Researchers", "Students", "Patients and the public",
];

#[rustfmt::skip]
pub const NATIONS: [&str; 4] = [
    "England", "Scotland", "Wales", "Northern Ireland",
];

#[rustfmt::skip]
pub const SETTINGS: [&str; 7] = [
    "acute", "community", "primary care", "mental health", "public health", "social care", "education",
];

#[rustfmt::skip]
pub const FORMATS: [&str; 8] = [
    "PDF", "Website", "PDF and website", "Web pages", "Report", "Slides", "Animation", "Printed book",
];

#[rustfmt::skip]
pub const MONTHS: [&str; 12] = [
    "January", "February", "March", "April", "May", "June", "July", "August", "September", "October", "November",
    "December",
];

#[rustfmt::skip]
pub const LEVELS: [&str; 4] = [
    "national", "regional", "local", "additional",
];
