//! From tokens to the model of a message.

use proc_macro2::TokenStream;
use quote::ToTokens;
use syn::{
    Attribute, Data, DeriveInput, Item, LitStr, Path, Token, parse2, punctuated::Punctuated,
};

use super::model::{Derived, Message, Options, Reach, Wording};
use crate::{attrs, errors::Mistakes, words};

/// The model of a struct or an enum; none for anything else.
pub(super) fn message(
    options: TokenStream,
    item: &TokenStream,
    mistakes: &mut Mistakes,
) -> Option<Message> {
    let mut item = struct_or_enum(item, mistakes)?;
    let options = self::options(options, mistakes);
    for second in attrs::take(&mut item.attrs, "message") {
        mistakes.at(second, words::repeated_attribute("message"));
    }
    let derived = derived(&item.attrs);
    let wording = wording(&item, &options, &derived);
    Some(Message { item, options, derived, wording })
}

/// Who says how the message is written.
fn wording(item: &DeriveInput, options: &Options, derived: &Derived) -> Wording {
    let tells = |attributes: &[Attribute]| {
        ["serde", "cfg", "cfg_attr"]
            .iter()
            .any(|name| attributes.iter().any(|attribute| attribute.path().is_ident(name)))
    };
    let tells_inside = match &item.data {
        Data::Struct(data) => data.fields.iter().any(|field| tells(&field.attrs)),
        // Serde can derive an enum without variants, and nothing can be a double of it.
        Data::Enum(data) => {
            data.variants.is_empty()
                || data.variants.iter().any(|variant| {
                    tells(&variant.attrs) || variant.fields.iter().any(|field| tells(&field.attrs))
                })
        }
        Data::Union(_) => false,
    };
    let is_derived = derived.has("Serialize") || derived.has("Deserialize");
    if options.reach == Reach::Local {
        Wording::None
    } else if tells(&item.attrs) || tells_inside || is_derived {
        Wording::Serde
    } else {
        Wording::Plain
    }
}

fn struct_or_enum(tokens: &TokenStream, mistakes: &mut Mistakes) -> Option<DeriveInput> {
    match parse2::<DeriveInput>(tokens.clone()) {
        Ok(DeriveInput { data: Data::Union(data), .. }) => {
            mistakes.at(data.union_token, words::message_on("a union"));
            None
        }
        Ok(item) => Some(item),
        Err(error) => {
            match parse2::<Item>(tokens.clone()) {
                Ok(item) => {
                    let (place, found) = describe(&item);
                    mistakes.at(place, words::message_on(found));
                }
                Err(_) => mistakes.add(error),
            }
            None
        }
    }
}

/// What an item is, in words, and what to underline.
fn describe(item: &Item) -> (TokenStream, &'static str) {
    match item {
        Item::Fn(item) => (item.sig.ident.to_token_stream(), "a function"),
        Item::Impl(item) => (item.self_ty.to_token_stream(), "an `impl` block"),
        Item::Type(item) => (item.ident.to_token_stream(), "a type alias"),
        Item::Trait(item) => (item.ident.to_token_stream(), "a trait"),
        Item::Mod(item) => (item.ident.to_token_stream(), "a module"),
        other => (other.to_token_stream(), "this"),
    }
}

fn options(tokens: TokenStream, mistakes: &mut Mistakes) -> Options {
    let mut options = Options::default();
    let known = ["name", "local", "is_a", "crate"];
    for setting in attrs::settings_with("message", &known, &["is_a"], tokens, mistakes) {
        match setting.key.to_string().as_str() {
            "name" => options.name = setting.string(mistakes).and_then(|it| name(it, mistakes)),
            "local" => {
                setting.flag(mistakes);
                options.reach = Reach::Local;
            }
            "is_a" => options.kinds.extend(setting.paths(words::WANTS_KINDS, mistakes)),
            _ => options.krate = setting.path(mistakes),
        }
    }
    options
}

fn name(value: LitStr, mistakes: &mut Mistakes) -> Option<LitStr> {
    if value.value().is_empty() {
        mistakes.at(value, words::EMPTY_NAME);
        return None;
    }
    Some(value)
}

fn derived(attributes: &[Attribute]) -> Derived {
    let lists = attributes.iter().filter(|attribute| attribute.path().is_ident("derive"));
    // What can't be read here, `derive` itself will object to.
    let parse = Punctuated::<Path, Token![,]>::parse_terminated;
    let paths = lists.filter_map(|list| list.parse_args_with(parse).ok()).flatten();
    Derived(paths.filter_map(|path| Some(path.segments.last()?.ident.to_string())).collect())
}
