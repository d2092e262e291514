//! Every kind of mistake, and which place counts.

use std::{ffi::OsString, path::Path, time::Duration};

use super::{
    Config, ConfigError, ConfigFile, Said, Setting, Size, Source, file,
    mistake::nearest,
    sources,
    table::{Draft, KEYS},
    variables,
};
use crate::{
    actor::{capability::Value, rules::LogLevel},
    system::kind::Base,
};

/// What is wrong with a file of this text, a line each.
fn wrong_in_file(text: &str) -> String {
    let read = file::read(Path::new("actors.toml"), text);
    ConfigError::of(read.mistakes).expect("a mistake").to_string()
}

/// What is wrong with this variable.
fn wrong_in_variable(name: &str, value: &str) -> String {
    let read = variables::read(&[(name.to_owned(), value.into())]);
    ConfigError::of(read.mistakes).expect("a mistake").to_string()
}

fn in_file(text: &str) -> Draft {
    let read = file::read(Path::new("actors.toml"), text);
    assert_eq!(read.mistakes, []);
    read.draft
}

fn resolved(said: Said, environment: &[(&str, &str)]) -> Result<Config, ConfigError> {
    let environment: Vec<(String, OsString)> =
        environment.iter().map(|(name, value)| ((*name).to_owned(), value.into())).collect();
    sources::resolve(said, &environment)
}

#[test]
fn a_limit_is_a_time_or_off() {
    let limit = |text: &str| in_file(text).block_warning.map(|setting| setting.value.get());
    assert_eq!(limit(r#"block_warning = "1s""#), Some(Some(Duration::from_secs(1))));
    for off in ["0", r#""0""#, r#""0s""#, r#""off""#] {
        assert_eq!(limit(&format!("block_warning = {off}")), Some(None), "{off}");
        let read =
            variables::read(&[("ACTORS_BLOCK_WARNING".to_owned(), off.trim_matches('"').into())]);
        assert_eq!(
            read.draft.block_warning.map(|setting| setting.value.get()),
            Some(None),
            "{off}"
        );
    }
    assert_eq!(
        wrong_in_variable("ACTORS_BLOCK_WARNING", "never"),
        "ACTORS_BLOCK_WARNING: `block_warning` is a duration with its unit, such as `200ms`, or \
         `off`, and `never` is none"
    );
    let config = resolved(Said::default(), &[("ACTORS_BLOCK_WARNING", "off")]).expect("settings");
    assert_eq!(config.rules().block_warning, None);
    assert!(config.to_string().contains("block_warning"));
}

#[test]
fn an_unknown_key_is_told_with_its_place_and_the_nearest_name() {
    assert_eq!(
        wrong_in_file("base = \"tcp\"\n  grase = \"10s\"\n"),
        "actors.toml:2:3: there is no setting `grase`; did you mean `grace`?"
    );
}

#[test]
fn an_unknown_key_that_is_like_none_is_told_what_there_is() {
    let wrong = wrong_in_file("colour = 1");
    assert!(
        wrong.starts_with("actors.toml:1:1: there is no setting `colour`; there are `base`, "),
        "{wrong}"
    );
    assert!(wrong.ends_with("`capabilities`"), "{wrong}");
}

#[test]
fn a_wrong_word_is_told_with_the_nearest_right_one() {
    assert_eq!(
        wrong_in_file("base = \"tpc\""),
        "actors.toml:1:8: `base` is a base: `simple`, `threads`, `queue`, `tcp` or `udp`, and \
         `\"tpc\"` is none; did you mean `tcp`?"
    );
}

#[test]
fn a_wrong_type_is_told_with_an_example() {
    assert_eq!(
        wrong_in_file("grace = 10"),
        "actors.toml:1:9: `grace` is a duration with its unit, such as `10s`, `500ms` or `2min`, \
         and `10` is none"
    );
    assert_eq!(
        wrong_in_file("mailbox = \"64\""),
        "actors.toml:1:11: `mailbox` is a whole number from 1 on, and `\"64\"` is none"
    );
}

#[test]
fn a_number_out_of_its_range_is_told() {
    assert_eq!(
        wrong_in_file("mailbox = 0"),
        "actors.toml:1:11: `mailbox` is a whole number from 1 on, and `0` is none"
    );
    assert_eq!(
        wrong_in_file("message_limit = \"1 KiB\""),
        "actors.toml:1:17: `message_limit` is a size from 64 KiB to 1 GiB, such as `16 MiB`, and \
         `\"1 KiB\"` is none"
    );
}

#[test]
fn text_that_is_no_toml_is_told_with_its_place() {
    let wrong = wrong_in_file("base = \"tcp\"\ngrace = \n");
    assert!(wrong.starts_with("actors.toml:2:"), "{wrong}");
}

#[test]
fn a_table_that_is_written_as_a_value_is_told_how_to_write_it() {
    assert_eq!(
        wrong_in_file("capabilities = 3"),
        "actors.toml:1:1: `capabilities` is a table: write `[capabilities]` on a line of its own"
    );
}

#[test]
fn all_mistakes_of_all_places_are_told_together() {
    let folder = tempfile::tempdir().expect("a folder");
    let path = folder.path().join("settings.toml");
    std::fs::write(&path, "grase = 1\nbase = 2\n").expect("a file");
    let mut said = Said { file: ConfigFile::At(path.clone()), ..Said::default() };
    said.say(".admin(…)", "admin", "localhost");
    let wrong = resolved(said, &[("ACTORS_MAILBOX", "many")]).expect_err("four mistakes");
    let places: Vec<_> = wrong.mistakes().map(|(place, _)| place.to_owned()).collect();
    let place = |at: &str| format!("{}:{at}", path.display());
    let expected =
        [".admin(…)".to_owned(), "ACTORS_MAILBOX".to_owned(), place("2:8"), place("1:1")];
    assert_eq!(places.len(), 4, "{wrong}");
    assert!(expected.iter().all(|place| places.contains(place)), "{wrong}");
}

#[test]
fn a_wrong_variable_is_told_with_the_nearest_one() {
    assert_eq!(
        wrong_in_variable("ACTORS_GRASE", "10s"),
        "ACTORS_GRASE: there is no such setting; did you mean `ACTORS_GRACE`?"
    );
    assert_eq!(
        wrong_in_variable("ACTORS_ADMIN", "1900"),
        "ACTORS_ADMIN: `admin` is an address with a port, such as `127.0.0.1:1900`, and `1900` is \
         none"
    );
    assert_eq!(
        wrong_in_variable("ACTORS_CAPABILITIES", "zone"),
        "ACTORS_CAPABILITIES: the capabilities are a table on one line, such as \
         `{ zone = \"eu\", \"Has DB access\" = true }`"
    );
}

#[test]
fn a_wrong_call_is_told() {
    let mut said = Said { file: ConfigFile::Nowhere, ..Said::default() };
    said.say(".admin(…)", "admin", "localhost");
    assert_eq!(
        resolved(said, &[]).expect_err("no address").to_string(),
        ".admin(…): `admin` is an address with a port, such as `127.0.0.1:1900`, and `localhost` is \
         none"
    );
}

#[test]
fn a_file_that_is_named_must_be_there() {
    let said = Said { file: ConfigFile::At("no/such.toml".into()), ..Said::default() };
    assert_eq!(
        resolved(said, &[]).expect_err("no file").to_string(),
        ".config_file(…): there is no file `no/such.toml`"
    );
    let wrong = resolved(Said::default(), &[("ACTORS_CONFIG", "no/such.toml")]);
    assert_eq!(
        wrong.expect_err("no file").to_string(),
        "ACTORS_CONFIG: there is no file `no/such.toml`"
    );
}

#[test]
fn the_builder_counts_before_variables_and_variables_before_the_file() {
    let folder = tempfile::tempdir().expect("a folder");
    let path = folder.path().join("actors.toml");
    let text = "base = \"tcp\"\nmailbox = 1\ngrace = \"1s\"\nname = \"file\"\n\
                [capabilities]\nzone = \"eu\"\ndisk = 3\n";
    std::fs::write(&path, text).expect("a file");
    let path_text = path.to_str().expect("text");
    let mut said = Said::default();
    said.draft.mailbox = Some(Setting {
        value: 3.try_into().expect("not zero"),
        source: Source::Builder(".mailbox(…)"),
    });
    let environment = [
        ("ACTORS_CONFIG", path_text),
        ("ACTORS_MAILBOX", "2"),
        ("ACTORS_GRACE", "2s"),
        ("ACTORS_CAPABILITIES", "{ zone = \"us\" }"),
    ];
    let config = resolved(said, &environment).expect("settings");
    assert_eq!(
        (config.mailbox.get(), config.mailbox.source().to_string()),
        (3, ".mailbox(…)".into())
    );
    assert_eq!(*config.grace, Duration::from_secs(2));
    assert_eq!(*config.grace.source(), Source::Variable("ACTORS_GRACE"));
    assert_eq!(*config.base, Base::Tcp);
    assert_eq!(config.base.source().to_string(), format!("{path_text}:1:8"));
    assert_eq!(config.name.value(), "file");
    assert_eq!(*config.message_limit, Size::mib(16));
    assert_eq!(*config.message_limit.source(), Source::Default);
    assert_eq!(*config.capabilities["zone"].value(), Value::Text("us".into()));
    assert_eq!(*config.capabilities["disk"].value(), Value::Int(3));
}

#[test]
fn every_value_is_read_as_it_is_shown() {
    let text = "base = \"simple\"\nname = \"the \\\"polls\\\"\"\nadmin = \"127.0.0.1:7\"\n\
                grace = \"1m 30s\"\nprocess_startup = \"spawn\"\nmailbox = 7\n\
                message_limit = \"32 MiB\"\nask_timeout = \"5s\"\n[log]\n\
                levels = \"info,a::b=debug\"\nstderr = \"off\"\nformat = \"json\"\n\
                file = \"/tmp/a log\"\nfile_size = \"1 MiB\"\nfiles = 2\ninstall = false\n";
    let config = in_file(text).or_default(Default::default());
    let shown: String =
        config.settings().into_iter().map(|(key, value, _)| format!("{key} = {value}\n")).collect();
    let again = in_file(&shown).or_default(Default::default());
    let values =
        |config: &Config| -> Vec<_> { config.rows().map(|(key, value, _)| (key, value)).collect() };
    assert_eq!(values(&config), values(&again));
    assert_eq!(*again.base, Base::Simple);
    assert_eq!(*again.ask_timeout, Some(Duration::from_secs(5)));
}

#[test]
fn a_level_that_is_none_is_told_with_the_nearest_one() {
    assert_eq!(
        wrong_in_variable("ACTORS_LOG", "info,app=debgu"),
        "ACTORS_LOG: `log.levels` is a level and levels for targets, such as \
         `info,my_app::db=debug`, and `info,app=debgu` is none; did you mean `info,app=debug`?"
    );
    assert_eq!(
        wrong_in_file("[log]\nfiel = \"a\"\n"),
        "actors.toml:2:1: there is no setting `log.fiel`; did you mean `log.file`?"
    );
    assert_eq!(
        wrong_in_file("levels = \"info\"\n"),
        "actors.toml:1:1: there is no setting `levels`; did you mean `log.levels`?"
    );
    assert_eq!(
        wrong_in_file("log = \"info\"\n"),
        "actors.toml:1:1: `log` is a table: write `[log]` on a line of its own"
    );
    assert_eq!(
        wrong_in_file("[log]\ninstall = 1\n"),
        "actors.toml:2:11: `log.install` is `true` or `false`, and `1` is none"
    );
}

#[test]
fn what_is_logged_by_default_goes_by_what_else_is_set() {
    let logged = |environment: &[(&str, &str)]| {
        let said = Said { file: ConfigFile::Nowhere, ..Said::default() };
        let rules = resolved(said, environment).expect("settings").log_rules();
        (rules.levels, rules.stderr)
    };
    let (file, levels) = (("ACTORS_LOG_FILE", "a"), ("ACTORS_LOG", "debug,app=trace"));
    assert_eq!(logged(&[]), ("warn".into(), LogLevel::Warn));
    assert_eq!(logged(&[file]), ("info".into(), LogLevel::Warn));
    assert_eq!(logged(&[levels]), ("debug,app=trace".into(), LogLevel::Trace));
    assert_eq!(logged(&[levels, file]), ("debug,app=trace".into(), LogLevel::Warn));
    assert_eq!(logged(&[("ACTORS_LOG_STDERR", "debug")]), ("debug".into(), LogLevel::Debug));
    assert_eq!(logged(&[("ACTORS_LOG_STDERR", "off")]), ("off".into(), LogLevel::Off));
    assert_eq!(logged(&[("ACTORS_LOG_STDERR", "off"), file]), ("info".into(), LogLevel::Off));
}

#[test]
fn settings_are_shown_as_a_table() {
    let said = Said { file: ConfigFile::Nowhere, ..Said::default() };
    let environment = [("ACTORS_NAME", "polls"), ("ACTORS_CAPABILITIES", "{ \"a b\" = [1, 2.5] }")];
    let shown = resolved(said, &environment).expect("settings").to_string();
    let lines: Vec<_> =
        shown.lines().map(|line| line.split_whitespace().collect::<Vec<_>>().join(" ")).collect();
    assert_eq!(lines[0], "setting value from");
    assert!(lines.contains(&"name \"polls\" ACTORS_NAME".to_owned()), "{shown}");
    assert!(lines.contains(&"grace \"10s\" default".to_owned()), "{shown}");
    assert!(lines.contains(&"ask_timeout none default".to_owned()), "{shown}");
    let capability = "capabilities.\"a b\" [1, 2.5] ACTORS_CAPABILITIES".to_owned();
    assert!(lines.contains(&capability), "{shown}");
}

#[test]
fn a_variable_is_named_after_its_setting() {
    for key in KEYS {
        let name = key.path.replace('.', "_").to_uppercase();
        // The one that is said most often is short.
        let name = name.replace("LOG_LEVELS", "LOG");
        assert_eq!(key.variable, format!("ACTORS_{name}"));
    }
}

#[test]
fn what_is_far_from_everything_has_no_nearest() {
    assert_eq!(nearest("tpc", ["simple", "tcp"]), Some("tcp"));
    assert_eq!(nearest("Grace", ["grace"]), Some("grace"));
    assert_eq!(nearest("banana", ["simple", "tcp"]), None);
}
