//! Who is in the roster, under which name, and what they may depend on. p01, p02, p03.

use daemon_core::prelude::*;
use daemon_core::testing::{self, TestApp};
use daemon_core::{Problem, Reference, StartError, Status};
use daemon_tests::{Log, Stage, scripted};

mod roster {
    use super::*;

    /// Is linked, and says so.
    #[daemon(version = "7.1.0", category = "demo", capabilities("one", "two"))]
    pub(super) struct RegisteredDaemon;

    #[daemon]
    impl RegisteredDaemon {}

    #[daemon(register = false)]
    pub(super) struct Unregistered;

    #[daemon]
    impl Unregistered {}

    #[test]
    fn p01_every_linked_daemon_is_in_the_roster_and_no_other() {
        let plan = App::new().expect(&["registered"]).check().unwrap();
        let names: Vec<&str> = plan.daemons.iter().map(|daemon| daemon.name.as_str()).collect();
        assert_eq!(names, ["registered"]);
        let planned = &plan.daemons[0];
        assert_eq!(planned.type_path, "registration::roster::RegisteredDaemon");
        assert_eq!((planned.version, planned.category), ("7.1.0", "demo"));
        assert_eq!(planned.capabilities, ["one", "two"]);
        assert_eq!(planned.description, "Is linked, and says so.");
        assert!(planned.source.file.ends_with("tests/tests/registration.rs"), "{}", planned.source);
    }

    #[test]
    fn p01_others_are_added_by_hand() {
        let plan = App::new().with::<Unregistered>().with_named::<Unregistered>("second").check().unwrap();
        let names: Vec<&str> = plan.daemons.iter().map(|daemon| daemon.name.as_str()).collect();
        assert_eq!(names, ["registered", "second", "unregistered"]);
        assert!(App::empty().check().unwrap().daemons.is_empty());
    }

    #[test]
    fn p01_the_roster_is_logged_in_the_order_of_the_start_before_anything_starts() {
        testing::run(async {
            let log = Log::capture();
            let app = TestApp::of(App::new().with::<Unregistered>()).start().await;
            let text = log.text();
            let roster = text.find("2 of 2 daemons start: registered, unregistered").expect(&text);
            let first = text.find("starting").expect(&text);
            assert!(roster < first, "{text}");
            app.end().await;
        });
    }

    #[test]
    fn p01_one_missing_of_several_expected_is_named_alone() {
        let error = App::new().expect(&["registered", "missing"]).check().unwrap_err();
        let [Problem::NotLinked { name, .. }] = &error.problems[..] else { panic!("{error}") };
        assert_eq!(name, "missing");
    }
}

mod duplicates {
    use super::*;

    const FIRST: u32 = line!() + 1;
    #[daemon(name = "twin", register = false)]
    struct Castor;

    #[daemon]
    impl Castor {}

    const SECOND: u32 = line!() + 1;
    #[daemon(name = "twin", register = false)]
    struct Pollux;

    #[daemon]
    impl Pollux {}

    #[daemon(name = "twin", profiles("night"), register = false)]
    struct Moon;

    #[daemon]
    impl Moon {}

    #[daemon(name = "twin", profiles("day"), register = false)]
    struct Sun;

    #[daemon]
    impl Sun {}

    #[test]
    fn p02_two_of_one_name_is_an_error_that_names_both_types_and_their_lines() {
        let error = App::empty().with::<Castor>().with::<Pollux>().check().unwrap_err();
        let [Problem::Duplicate { name, daemons: [(first, at), (second, and_at)] }] = &error.problems[..] else {
            panic!("{error}")
        };
        assert_eq!(name, "twin");
        assert!(first.ends_with("::Castor") && second.ends_with("::Pollux"), "{error}");
        // The attribute, or the struct on the line after it.
        assert!((FIRST..=FIRST + 1).contains(&at.line), "{at}");
        assert!((SECOND..=SECOND + 1).contains(&and_at.line), "{and_at}");
        let text = error.to_string();
        for part in [&at.to_string(), &and_at.to_string(), "`#[daemon(name = \"…\")]`", "`.with_named::<…>(\"…\")`"]
        {
            assert!(text.contains(part), "{part}: {text}");
        }
    }

    #[test]
    fn p02_one_type_twice_is_an_error_until_one_has_another_name() {
        let twice = App::empty().with::<Castor>().with::<Castor>();
        assert!(matches!(twice.check().unwrap_err().problems[..], [Problem::Duplicate { .. }]));
        let renamed = App::empty().with::<Castor>().with_named::<Castor>("second").with_named::<Castor>("third");
        assert_eq!(renamed.check().unwrap().daemons.len(), 3);
        let given_twice = App::empty().with_named::<Castor>("same").with_named::<Pollux>("same");
        assert!(matches!(given_twice.check().unwrap_err().problems[..], [Problem::Duplicate { .. }]));
    }

    #[test]
    fn p02_each_of_three_is_named() {
        let error = App::empty().with::<Castor>().with::<Castor>().with::<Pollux>().check().unwrap_err();
        assert_eq!(error.problems.len(), 2, "{error}");
        assert!(error.to_string().contains("Pollux"), "{error}");
    }

    #[test]
    fn p02_only_what_the_profile_selects_is_compared() {
        testing::run(async {
            let both = || App::empty().with::<Moon>().with::<Sun>();
            assert!(matches!(both().check().unwrap_err().problems[..], [Problem::Duplicate { .. }]));
            for (profile, type_name) in [("night", "::Moon"), ("day", "::Sun")] {
                let app = TestApp::of(both().profile(profile)).start().await;
                assert_eq!(app.status("twin").unwrap().status, Status::Running);
                assert!(app.plan().daemons[0].type_path.ends_with(type_name));
                app.end().await;
            }
            let error = both().with::<Castor>().profile("night").check().unwrap_err();
            let text = error.to_string();
            assert!(text.contains("Castor") && text.contains("Moon") && !text.contains("Sun"), "{text}");
        });
    }

    #[test]
    fn p02_nothing_has_started_when_two_have_one_name() {
        testing::run(async {
            let stage = Stage::default();
            let app = App::empty().with::<Castor>().with::<Pollux>().with::<Bystander>().provide(stage.clone());
            assert!(matches!(app.start().await, Err(StartError::Check(_))));
            testing::settle().await;
            assert!(stage.diary.entries().is_empty());
        });
    }

    scripted! {
        Bystander;
    }
}

mod strings {
    use super::*;

    scripted! {
        Database;
        Api(depends_on("databse"));
        Late(after("datebase"));
        Vain(depends_on("mirror"));
        RingA(depends_on("ring-b"));
        RingB(depends_on("ring-c"));
        RingC(depends_on("ring-a"));
        Outside(depends_on("ring-a"));
        RoundA(after("round-b"));
        RoundB(depends_on("round-a"));
    }

    #[daemon(register = false)]
    struct Listener;

    const ON_READY: u32 = line!() + 4;

    #[daemon]
    impl Listener {
        #[on_ready("databas")]
        /// Between the two.
        fn ready(&mut self) {}
    }

    fn app() -> App {
        App::empty().provide(Stage::default())
    }

    fn path(problem: &Problem) -> Vec<&str> {
        match problem {
            Problem::Cycle { path, .. } => path.iter().map(|(name, _)| name.as_str()).collect(),
            other => panic!("not a cycle: {other}"),
        }
    }

    #[test]
    fn p03_an_unknown_name_is_an_error_with_the_nearest_one() {
        let app = app().with::<Database>().with::<Api>().with::<Late>().with::<Listener>();
        let error = app.check().unwrap_err();
        let found = error.problems.iter().map(|problem| match problem {
            Problem::UnknownDaemon { daemon, reference, name, nearest, .. } => {
                (daemon.as_str(), *reference, name.as_str(), nearest.as_deref())
            }
            other => panic!("{other}"),
        });
        let expected = [
            ("api", Reference::DependsOn, "databse", Some("database")),
            ("late", Reference::After, "datebase", Some("database")),
            ("listener", Reference::OnReady, "databas", Some("database")),
        ];
        assert_eq!(found.collect::<Vec<_>>(), expected);
        for part in ["`api` (", "registration.rs:", "depends on `databse`", "did you mean `database`?"] {
            assert!(error.to_string().contains(part), "{part}: {error}");
        }
        let at_the_attribute = format!("`listener` (tests/tests/registration.rs:{ON_READY}) has an `#[on_ready]`");
        assert!(error.to_string().contains(&at_the_attribute), "{error}");
    }

    #[test]
    fn p03_a_name_like_no_other_gets_no_suggestion() {
        let error = app().with::<Api>().check().unwrap_err().to_string();
        assert!(error.contains("depends on `databse`, and there is no such daemon"), "{error}");
        assert!(!error.contains("did you mean"), "{error}");
    }

    #[test]
    fn p03_a_typed_dependency_that_is_not_in_the_app_is_an_error_that_says_how_to_add_it() {
        let error = app().with::<Typed>().check().unwrap_err().to_string();
        let path = std::any::type_name::<Database>();
        assert!(error.contains(&format!("`.with::<{path}>()`")), "{error}");
        let renamed = app().with::<Typed>().with_named::<Database>("primary").with_named::<Database>("replica");
        let error = renamed.check().unwrap_err().to_string();
        assert!(error.contains("its type is there as `primary`, `replica`: write the name as a string"), "{error}");
    }

    scripted! {
        Typed(depends_on(Database));
    }

    #[test]
    fn p03_a_cycle_is_an_error_with_its_whole_path_and_nobody_who_is_not_on_it() {
        let app = app().with::<Outside>().with::<RingA>().with::<RingB>().with::<RingC>();
        let error = app.check().unwrap_err();
        assert_eq!(error.problems.len(), 1, "{error}");
        let mut names = path(&error.problems[0]);
        names.sort_unstable();
        assert_eq!(names, ["ring-a", "ring-b", "ring-c"]);
        let text = error.to_string();
        assert!(text.contains("`ring-a` (") && text.contains("registration.rs:"), "{text}");
        let (first, last) = (text.find("`ring-").unwrap(), text.rfind("`ring-").unwrap());
        assert_eq!(text[first..first + 8], text[last..last + 8], "the circle is closed: {text}");
    }

    #[test]
    fn p03_a_daemon_that_needs_itself_is_a_cycle() {
        // Under its own name the compiler sees to that.
        let error = app().with_named::<Vain>("mirror").check().unwrap_err();
        assert_eq!(path(&error.problems[0]), ["mirror"]);
    }

    #[test]
    fn p03_after_counts_in_a_cycle() {
        let error = app().with::<RoundA>().with::<RoundB>().check().unwrap_err();
        assert_eq!(path(&error.problems[0]).len(), 2, "{error}");
        assert!(error.to_string().contains("take one `depends_on` or `after` out"), "{error}");
    }

    #[test]
    fn p03_every_cycle_is_named() {
        let app = app().with::<RingA>().with::<RingB>().with::<RingC>().with_named::<Vain>("mirror");
        let error = app.with::<RoundA>().with::<RoundB>().check().unwrap_err();
        let mut lengths: Vec<usize> = error.problems.iter().map(|problem| path(problem).len()).collect();
        lengths.sort_unstable();
        assert_eq!(lengths, [1, 2, 3], "{error}");
    }

    #[test]
    fn p03_nobody_is_dropped_to_break_a_cycle() {
        testing::run(async {
            let stage = Stage::default();
            let app = app().with::<RingA>().with::<RingB>().with::<RingC>().with::<Database>();
            assert!(matches!(app.provide(stage.clone()).start().await, Err(StartError::Check(_))));
            testing::settle().await;
            assert!(stage.diary.entries().is_empty());
        });
    }
}
