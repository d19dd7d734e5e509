/**
 * The merge for a node, where nothing but awk can be counted on. It reads the part of YAML that
 * configurations of k3s are written in: keys at the margin with a plain or quoted value, a list in
 * brackets on the same line, or a list of such values below. For everything else it exits with status 4,
 * the reason on standard error; with 3 when there is nothing to change.
 *
 * Reads `ISSUER`, `OWN_ISSUER` (empty: another file names one) from the environment, the file from standard input.
 * Has no apostrophe, so that the shell can hold it in a pair of them.
 */
export const awkMerge = String.raw`
function refuse(why) {
  if (!refused) print "line " NR ": " why | "cat >&2"
  refused = 1
  exit 4
}
function trim(s) {
  sub(/^ +/, "", s)
  sub(/ +$/, "", s)
  return s
}
# Takes one value off the front of "rest" into "value"; "kind" is plain, quoted or none.
function take(inBrackets,   end, c) {
  c = substr(rest, 1, 1)
  kind = "plain"
  if (c == "\"" || c == "\047") {
    kind = "quoted"
    end = index(substr(rest, 2), c)
    if (end == 0) refuse("a quote is not closed on the line.")
    value = substr(rest, 2, end - 1)
    rest = substr(rest, end + 2)
    if (c == "\"" && index(value, "\\") > 0) refuse("a text in quotes has a backslash.")
    if (substr(rest, 1, 1) == c) refuse("a text in quotes has a quote.")
    if (rest != "" && rest !~ /^[] ,]/) refuse("something stands right behind a quote.")
    return
  }
  if (inBrackets) {
    if (!match(rest, /[],]/)) refuse("a list in brackets is not closed on the line.")
    value = trim(substr(rest, 1, RSTART - 1))
    rest = substr(rest, RSTART)
    if (value ~ /[#{}["\047]/) refuse("a list in brackets has more than plain values.")
  } else {
    end = match(" " rest, / #/)
    value = end ? trim(substr(rest, 1, end - 1)) : trim(rest)
    rest = end ? " " substr(rest, end) : ""
  }
  if (value == "") kind = "none"
  if (value ~ /^[][{}&*!|>%@,#\140]/ || value ~ /^[-?:]( |$)/)
    refuse("a value begins with a character that means something else in YAML.")
  if (value ~ /: / || value ~ /:$/) refuse("a value has a colon that could begin another key.")
}
function isNull(v) { return v == "" || v == "~" || v == "null" || v == "Null" || v == "NULL" }
# What may follow a value: nothing but a remark.
function remark() {
  if (trim(rest) != "" && rest !~ /^ +#/) refuse("something stands behind a value.")
  return trim(rest)
}
# An entry of the list, with the line that it is to be written as.
function entry(arg, written,   bare, name) {
  bare = arg
  sub(/^--/, "", bare)
  name = bare
  sub(/=.*$/, "", name)
  if (name ~ /^service-account-(issuer|max-token-expiration)[-+]+$/)
    refuse("\"" arg "\" adds to what k3s has by itself. Write it without + or - before the equals sign.")
  n++
  args[n] = arg
  names[n] = name
  values[n] = index(bare, "=") ? substr(bare, length(name) + 2) : "true"
  texts[n] = written
  return n
}
function keep(s) { lines[++count] = s }
{
  line = $0
  end = ""
  if (sub(/\r$/, "", line)) end = "\r"
  if (NR == 1) eol = end
  if (line ~ /^(\357\273\277|\376\377|\377\376)/) refuse("the file begins with a byte order mark.")
  if (line ~ /[\001-\010\013-\037]/) refuse("it has a control character.")
  if (line ~ /^ *(#.*)?$/) { keep($0); next }
  if (line ~ /\t/) refuse("it has a tab, which YAML allows in few places.")
  if (line ~ /^--- *(#.*)?$/ && !begun && !marked) { marked = 1; keep($0); next }
  if (line ~ /^(---|\.\.\.|%)/) refuse("a mark of YAML begins another document.")
  begun = 1
  if (match(line, /^ *- /) || line ~ /^ *-$/) {
    indent = index(line, "-") - 1
    if (!isOpen) refuse("an entry stands below no key.")
    if (listIndent < 0) listIndent = indent
    if (indent != listIndent) refuse("the hyphens of a list do not line up.")
    head = line
    sub(/- *.*$/, "", head)
    rest = substr(line, indent + 2)
    match(rest, /^ */)
    gap = RLENGTH
    rest = substr(rest, gap + 1)
    start = rest
    take(0)
    if (kind == "none" && isOurs) refuse("an argument is missing; write it as \"- name=value\".")
    if (kind == "plain" && isNull(value) && isOurs) refuse("an argument is missing; write it as \"- name=value\".")
    tail = remark()
    if (!isOurs) { keep($0); next }
    if (isSecond) {
      entry(value, trim(start))
      foreign[n] = 1
    } else {
      place[entry(value, $0)] = count + 1
      keep("")
      ownIndent = indent
      lastOwn = count
    }
    next
  }
  if (line ~ /^ /) refuse("it belongs to a value that goes on over lines.")
  if (match(line, /^[A-Za-z0-9_.-]+[+]? *:( |$)/)) quote = ""
  else if (match(line, /^"[A-Za-z0-9_.-]+[+]?" *:( |$)/)) quote = "\""
  else if (match(line, /^\047[A-Za-z0-9_.-]+[+]?\047 *:( |$)/)) quote = "\047"
  else refuse("it is not a key with a value.")
  key = substr(line, 1, RLENGTH)
  keyText = key
  rest = substr(line, RLENGTH + 1)
  sub(/ *: ?$/, "", key)
  sub(/ $/, "", keyText)
  if (quote != "") key = substr(key, 2, length(key) - 2)
  isOurs = (key == "kube-apiserver-arg" || key == "kube-apiserver-arg+")
  isSecond = isOurs && keys > 0
  if (isOurs) keys++
  rest = trim(rest)
  isOpen = 0
  listIndent = -1
  if (isOurs && !isSecond) { ownIndent = -1; lastOwn = count + 1 }
  if (rest ~ /^\[/) {
    # A list in brackets.
    rest = trim(substr(rest, 2))
    m = 0
    while (rest !~ /^\]/) {
      take(1)
      if (kind != "quoted" && isNull(value)) refuse("a list in brackets has an empty entry.")
      items[++m] = value
      rest = trim(rest)
      if (rest ~ /^,/) rest = trim(substr(rest, 2))
      else if (rest !~ /^\]/) refuse("a list in brackets is not closed on the line.")
    }
    rest = substr(rest, 2)
    tail = remark()
    if (!isOurs) { keep($0); next }
    if (!isSecond) { keep(keyText (tail == "" ? "" : " " tail) end); lastOwn = count }
    else if (tail != "") keep(tail end)
    for (i = 1; i <= m; i++) lone(items[i])
    next
  }
  take(0)
  tail = remark()
  if (!isOurs) {
    isOpen = (kind == "none")
    if (key == "cluster-domain" && !isNull(value)) domain = value
    keep($0)
    next
  }
  isOpen = (kind == "none")
  if (kind == "plain" && !isNull(value) && value !~ /^-?-?[A-Za-z][A-Za-z0-9.-]*[+-]?=/)
    refuse("kube-apiserver-arg has to be a list of arguments, one \"- name=value\" a line.")
  if (!isSecond) { keep(keyText (tail == "" ? "" : " " tail) end); lastOwn = count }
  else if (tail != "") keep(tail end)
  if (kind == "quoted" || (kind == "plain" && !isNull(value))) lone(value)
}
# An argument that gets a line of its own.
function lone(arg) {
  if (arg ~ /["\\]/) refuse("an argument has a quote or a backslash.")
  entry(arg, "\"" arg "\"")
  foreign[n] = 1
}
function write(s) { printf "%s\n", s }
# One entry in its place; given another argument it keeps its remark.
function show(i) {
  if (i in foreign) write(pad "- " (i in changed ? "service-account-max-token-expiration=24h" : texts[i]) eol)
  else if (i in changed) {
    s = texts[i]
    at = index(s, args[i])
    write(substr(s, 1, at - 1) "service-account-max-token-expiration=24h" substr(s, at + length(args[i])))
  } else write(texts[i])
}
END {
  if (refused) exit 4
  signs = "service-account-issuer=" ENVIRON["ISSUER"]
  edits = keys > 1
  firstIssuer = 0; present = 0; limit = 0
  for (i = 1; i <= n; i++) {
    if (names[i] == "service-account-issuer") {
      if (!firstIssuer) firstIssuer = i
      if (values[i] in seen) { gone[i] = 1; edits = 1 }
      seen[values[i]] = 1
      if (!present && values[i] == ENVIRON["ISSUER"]) present = i
    } else if (names[i] == "service-account-max-token-expiration") {
      if (limit) { gone[i] = 1; edits = 1 }
      else {
        limit = i
        if (values[i] != "24h") { changed[i] = 1; edits = 1 }
      }
    }
  }
  moved = firstIssuer && present != firstIssuer
  if (!firstIssuer || !limit || moved) edits = 1
  if (!edits) exit 3
  if (moved && present) gone[present] = 1
  pad = "  "
  if (ownIndent >= 0 && lastOwn) { pad = ""; for (i = 0; i < ownIndent; i++) pad = pad " " }
  if (!keys) {
    lastOwn = count + 1
    keep("kube-apiserver-arg:" eol)
  }
  for (i = 1; i <= n; i++) if (i in place) at_line[place[i]] = i
  for (l = 1; l <= count; l++) {
    if (l in at_line) put(at_line[l])
    else write(lines[l])
    if (l != lastOwn) continue
    for (i = 1; i <= n; i++) if (i in foreign) put(i)
    if (!firstIssuer) {
      write(pad "- " signs eol)
      if (ENVIRON["OWN_ISSUER"] != "") write(pad "- service-account-issuer=" ENVIRON["OWN_ISSUER"] "." (domain == "" ? ENVIRON["DOMAIN"] : domain) eol)
    }
    if (!limit) write(pad "- service-account-max-token-expiration=24h" eol)
  }
}
function put(i) {
  if (moved && i == firstIssuer) {
    if (present) { show(present) } else write(pad "- " signs eol)
  }
  if (!(i in gone)) show(i)
}
`;
