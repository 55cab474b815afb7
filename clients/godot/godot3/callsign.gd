## Lets players phone your game: shows you the number and the code that they need, tells you what
## they say and which keys they press, and speaks to them. For Godot 3.2 to 3.6.
##
## Copy this one file into your project, add it to the tree, connect the signals, call `connect_to`:
##
##     var callsign = preload("res://callsign.gd").new()
##     add_child(callsign)
##     callsign.connect("code_issued", self, "_on_code_issued")
##     callsign.connect("transcript", self, "_on_transcript")
##     callsign.connect_to("wss://callsign.example.org/game")
##
## It speaks Callsign's typed protocol, `callsign.v1`, or with `{"dialect": "plain"}` the plain one.
## A lost connection is made again by itself. It also works while the game is paused.
class_name CallsignClient
extends Node

## Show these to the player: whoever rings the number and says or keys the code is in the game.
## It comes again whenever the code is another.
signal code_issued(phone_number, code)
## A player's call has joined. `call_id` names it in all that follows; it is empty in the plain
## dialect.
signal paired(call_id)
## What a player says. While `is_final` is false it may still change: the next one takes its place.
## `details` may have `confidence` (0 to 1), `start` and `end` (seconds of the call) and `words`.
signal transcript(text, is_final, call_id, details)
## All that a player said until a pause, in one piece: usually what a game acts on.
## `details` has `start` and `end`, seconds of the call.
signal utterance(text, call_id, details)
## How it stands with a player's turn (1, 2, 3 … since `paired`): "started", "eager" (it has probably
## ended), "resumed" (it goes on after all) or "ended"; `text` is what was said in it so far. Never
## comes in the plain dialect.
signal turn_changed(turn, state, text, call_id)
## A player begins to speak. Needs `vad_events` in the server's DEEPGRAM_URL in the plain dialect.
signal speech_started(call_id)
## A player presses a key of the telephone, one of 0 to 9, * and #. Never comes in the plain
## dialect.
signal key_pressed(digit, call_id)
## What became of a line that you gave to `say` or `begin_line`: "heard", "interrupted", "stale" (the
## turn that it answers was over, and it was not spoken) or "failed", and how much of it the player
## heard, in milliseconds; `heard_text` has the words. Never comes in the plain dialect.
signal said(id, outcome, heard_ms, call_id)
## Speech recognition is down (false) or up again (true), `missed_ms` of speech were not understood.
signal recognition_changed(is_up, missed_ms, call_id)
## A player's call is no longer in the game.
signal left(call_id, reason)
## Whether the words that you gave to `listen` are in use for this call: "now", "next" (when the
## recogniser starts again) or "never". Never comes in the plain dialect.
signal keyterms_taken(when, call_id)
## The flow that has a player (`converse`) is in another state, such as "gate.closed". Never comes in the
## plain dialect.
signal scene_changed(state, flow, call_id)
## The flow that has a player tells you something: `what` has happened, in its own word, and `data` is
## more of it, or null. Never comes in the plain dialect.
signal told(what, data, flow, call_id)
## The flow has the player no longer: it has "ended", has "hung up" or has "failed", or the player was
## "taken back", "replaced" (another flow has him) or is gone ("call ended"). `state` is where the flow
## was last. Comes once for each player who was lent, before `left`. Never comes in the plain dialect.
signal conversed(reason, state, flow, call_id)
## Events with these numbers, both included, are gone for good: the connection was away too long.
## When the others are told, `paired` and `left` ("gap") tell who came and left in those.
signal events_missed(from_seq, to_seq)
## The connection is there: for the first time, or again. `is_resumed` tells whether the players are
## still in the game; if not, another code follows.
signal connection_made(is_resumed)
## The connection is lost, or could not be made; it is tried again in `retry_seconds`. With
## `callsign.v1` the players stay in the game meanwhile, and nothing that they say is missed.
signal connection_lost(reason, retry_seconds)
## It is over, and not tried again: after `close`, or with one of the server's close codes
## (1000 done, 1008 an option is wrong, 4401 the key is wrong, 4408 resumed on another socket).
signal closed(close_code, reason)
## Something was wrong with what you asked for. `id` is that of the line at fault, or "".
signal error(error_code, message, id)

## The options of `connect_to`.
const DEFAULT_OPTIONS := {
	# "callsign.v1" or "plain".
	"dialect": "callsign.v1",
	# How many players may be in the game at once, 1 to 16. The plain dialect knows one only.
	"callers": 1,
	# One of the server's GAME_KEYS, if it has any.
	"key": "",
	# How often something is sent in the plain dialect, so that no proxy thinks the game is gone.
	"keep_alive_seconds": 20,
	# Whether a lost connection is made again.
	"reconnect": true,
	# False accepts any certificate, as a server under development has: never in what you publish.
	"verify_tls": true,
}

const _DIALECTS := ["callsign.v1", "plain"]
const _FINAL_CLOSE_CODES := [1000, 4401, 4408]
const _NOTHING_TO_RESUME := 4404
const _POLICY := 1008
# What WebSockets call a close without a code.
const _CUT := 1006
# Our own, for a socket that is given up: 1000 would end the session.
const _UNANSWERED := 4000
const _CONNECT_DEADLINE_MS := 10000
const _FIRST_RETRY_SECONDS := 0.5
const _LAST_RETRY_SECONDS := 15.0
const _MOST_UNSENT := 64
# The server takes 50 messages a second, and tokens can be more: of appends so many go out at once,
# and so many after that.
const _MOST_APPENDS_AT_ONCE := 10.0
const _MS_FOR_ONE_APPEND := 40.0

enum _State { IDLE, CONNECTING, OPEN, WAITING }

## The number to ring, once the server has told it.
var phone_number := ""
## The code to say, once the server has told it.
var code := ""
## The calls that are in the game now.
var calls := []
## In a handler of `said`: the words of that line that the player heard.
var heard_text := ""

var _options := DEFAULT_OPTIONS
var _url := ""
var _state: int = _State.IDLE
var _socket: WebSocketClient
# When the state ends by itself, or the next keep-alive is due; `OS.get_ticks_msec`.
var _due_ms := 0
var _failures := 0
var _random := RandomNumberGenerator.new()
# What the socket's signals told, to be acted on later: they come while the socket is polled, when
# it must not be replaced, and once it has ended its packets are gone.
var _received := []
var _ending := {}

var _resume_token := ""
var _last_seq := 0
# The calls that were in the game when the connection was taken up, and the last event until then.
var _calls_then := []
var _seq_then := 0
var _lines := 0
# The calls that have not told yet what became of a line, by the line's id.
var _pending := {}
# The lines of `begin_line` that have no outcome yet, by their id.
var _open_lines := {}
# The ids of those that have more to send, and how many may go out, as of when.
var _flowing := []
var _appends_allowed := _MOST_APPENDS_AT_ONCE
var _appends_counted_ms := 0
# Commands that wait for the connection.
var _unsent := []
var _keyterms := []

# In the plain dialect: how many texts came, and what was said since the last pause.
var _texts := 0
var _heard := PoolStringArray()
var _heard_details := {}
# When the middle of the last of it was said, in seconds.
var _last_word := 0.0
var _is_interim := false


func _init() -> void:
	# The server would take a paused game that answers no more for a lost one.
	pause_mode = PAUSE_MODE_PROCESS
	_random.randomize()


## Connects to a server, such as `ws://127.0.0.1:5000/game`, and stays connected until `close`.
## Options: see `DEFAULT_OPTIONS`.
func connect_to(url: String, options := {}) -> void:
	close()
	_url = url
	_options = DEFAULT_OPTIONS.duplicate()
	for name in options:
		if name in DEFAULT_OPTIONS:
			_options[name] = options[name]
		else:
			push_error("No option %s, only %s." % [name, DEFAULT_OPTIONS.keys()])
	if not _options.dialect in _DIALECTS:
		push_error("No dialect %s, only %s." % [_options.dialect, _DIALECTS])
		return
	_dial()


## Whether the server can be reached right now.
func is_open() -> bool:
	return _state == _State.OPEN and _ending.empty()


## Speaks a line to the players, after those given before. Returns the id under which `said` tells,
## for each call, what became of it. With nobody in the game `error` comes. While the connection is
## away, lines wait for it; one that is under way when it breaks may be lost. Options:
##   call           speak to this call alone
##   voice          a Deepgram voice, such as "aura-2-luna-en"
##   interruptible  true, also if it is not given, pauses at any sound of the player and stops at words;
##                  "words" does nothing at mere sound; "sound" stops at any sound at once; false goes on
##   turn           which turn of `turn_changed` it answers: when a newer one has begun, it is not
##                  spoken, and "stale"
##   id             an id of your own, for `said`
## The plain dialect has no options, no ids (it returns an empty one) and no waiting.
func say(text: String, options := {}) -> String:
	if _is_plain():
		_say_plainly(text)
		return ""
	var command := _new_line(text, options)
	_send_or_keep(command)
	return command.id


## Begins a line that is spoken while you are still writing it, as the tokens of a language model come:
## give them to `add_to_line`, and the line to `end_line`. It is spoken from its first clause on, then
## sentence by sentence. Options are those of `say`. Returns the id under which `said` tells what became
## of it. Lines that are said meanwhile wait for it. Not in the plain dialect.
func begin_line(options := {}) -> String:
	if _is_plain():
		_send_or_keep({"type": "append"})
		return ""
	var line := {"say": _new_line("", options), "unsent": "", "is_ended": false}
	line.has_begun = false
	line.is_closed = false
	line.is_cut = false
	_open_lines[line.say.id] = line
	return line.say.id


## Adds this to a line of `begin_line`, just as it is, with nothing between. False when the line takes no
## more: it was ended, or interrupted, or the connection was lost since it began.
func add_to_line(id: String, text: String) -> bool:
	return _write_line(id, text, false)


## Says that nothing more comes of a line of `begin_line`, after this text if there is one. The server ends
## it by itself as it stands when nothing was added for ten seconds.
func end_line(id: String, text := "") -> bool:
	return _write_line(id, text, true)


## Stops speaking now, to one call or to all; lines that wait are dropped too.
func stop(call_id := "") -> void:
	_send_or_keep(_addressed({"type": "stop"}, call_id))


## Ends one call, or all.
func hang_up(call_id := "") -> void:
	_send_or_keep(_addressed({"type": "hangUp"}, call_id))


## Asks for another code, which `code_issued` brings.
func new_code() -> void:
	_send_or_keep({"type": "newCode"})


## Names words that players are likely to say, such as `["Gandalf", "portcullis"]`, so that they are
## understood better. Holds until the next such call, for later sessions too.
func listen(keyterms: Array) -> void:
	_keyterms = keyterms.duplicate()
	if is_open() or _is_plain():
		_send_or_keep({"type": "listen", "keyterms": _keyterms})


## Lends the player to a flow of the server's, which talks with him; without `call` all of them, each to
## a conversation of his own. `scene_changed`, `told` and `conversed` tell how it goes. Options:
##   call   lend the player of this call alone
##   input  what the flow begins with
func converse(flow: String, options := {}) -> void:
	_send_or_keep(_with_options({"type": "converse", "flow": flow}, options))


## Takes one player back from the flow that has him, or all. `conversed` tells when.
func take_back(call_id := "") -> void:
	_send_or_keep(_addressed({"type": "converse", "flow": null}, call_id))


## Tells the flows that have players what has happened in the game, in a word that they know. Options:
##   call  tell the flow that has this player alone
##   data  more of it
func tell(what: String, options := {}) -> void:
	_send_or_keep(_with_options({"type": "tell", "name": what}, options))


## Leaves the server: no call is in the game any more, and nothing is tried again.
func close() -> void:
	if _state != _State.IDLE:
		_end(1000, "closed by the game")


func _notification(what: int) -> void:
	if what == NOTIFICATION_PREDELETE:
		_drop_socket()


func _process(_delta: float) -> void:
	if _socket != null:
		_socket.poll()
	while not _received.empty():
		_read(_received.pop_front())
	_flow()
	if not _ending.empty():
		_take_ending()
	elif OS.get_ticks_msec() < _due_ms:
		return
	elif _state == _State.WAITING:
		_dial()
	elif _state == _State.CONNECTING:
		_drop_socket(_UNANSWERED)
		_ending = {"code": _CUT, "reason": "the server did not answer"}
	elif _state == _State.OPEN and _is_plain():
		_keep_alive()


# The connection


func _dial() -> void:
	_state = _State.CONNECTING
	_set_due(_CONNECT_DEADLINE_MS)
	_texts = 0
	_socket = WebSocketClient.new()
	_socket.verify_ssl = _options.verify_tls
	_socket.set_buffers(1024, 4096, 256, 1024)
	_socket.connect("data_received", self, "_on_data_received")
	_socket.connect("server_close_request", self, "_on_server_close_request")
	_socket.connect("connection_closed", self, "_on_connection_closed")
	_socket.connect("connection_error", self, "_on_connection_closed")
	var protocols := PoolStringArray([] if _is_plain() else [_options.dialect])
	if _socket.connect_to_url(_address(), protocols, false, _headers()) != OK:
		_ending = {"code": _CUT, "reason": "%s can't be connected to" % _url}


# A browser sets no headers for anyone, so there the key is part of the address.
func _headers() -> PoolStringArray:
	if _options.key == "" or OS.has_feature("HTML5"):
		return PoolStringArray()
	return PoolStringArray(["Authorization: Bearer %s" % _options.key])


func _address() -> String:
	var query := PoolStringArray()
	if _options.key != "" and OS.has_feature("HTML5"):
		query.append("key=%s" % _options.key.percent_encode())
	if not _is_plain():
		query.append("callers=%d" % _options.callers)
	if _resume_token != "":
		query.append("resume=%s&after=%d" % [_resume_token.percent_encode(), _last_seq])
	if query.empty():
		return _url
	return _url + ("&" if "?" in _url else "?") + query.join("&")


func _on_data_received() -> void:
	var peer := _socket.get_peer(1)
	while peer.get_available_packet_count() > 0:
		_received.append(peer.get_packet().get_string_from_utf8())


func _on_server_close_request(close_code: int, reason: String) -> void:
	_ending = {"code": close_code, "reason": reason}


func _on_connection_closed(_was_clean := false) -> void:
	if _ending.empty():
		_ending = {"code": _CUT, "reason": "the connection was cut or refused"}


func _take_ending() -> void:
	var ending := _ending
	var was_refused: bool = ending.code == _POLICY and _state == _State.CONNECTING
	if was_refused or ending.code in _FINAL_CLOSE_CODES or not _options.reconnect:
		_end(ending.code, ending.reason)
	else:
		_lose(ending.reason, _is_plain() or ending.code == _NOTHING_TO_RESUME)


# Signals come last, since a game may close the connection or make another in answer to them.
func _lose(reason: String, is_session_lost: bool) -> void:
	_drop_socket()
	_cut_lines()
	var seconds := min(_LAST_RETRY_SECONDS, _FIRST_RETRY_SECONDS * pow(2, _failures))
	seconds *= _random.randf_range(0.5, 1)
	_failures += 1
	_state = _State.WAITING
	_set_due(int(1000 * seconds))
	if is_session_lost:
		_forget_session("connection lost")
	if _state == _State.WAITING:
		emit_signal("connection_lost", reason, seconds)


func _end(close_code: int, reason: String) -> void:
	_drop_socket()
	_state = _State.IDLE
	_failures = 0
	_forget_session(reason)
	emit_signal("closed", close_code, reason)


func _drop_socket(close_code := 1000) -> void:
	_ending = {}
	_received.clear()
	if _socket == null:
		return
	for name in ["data_received", "server_close_request", "connection_closed", "connection_error"]:
		for connection in _socket.get_signal_connection_list(name):
			_socket.disconnect(name, self, connection.method)
	_socket.disconnect_from_host(close_code)
	_socket = null


# Half a character, as of an emoji that was cut in two, has no UTF-8: the server would close the socket.
func _write(text: String) -> void:
	for at in text.length():
		if text.ord_at(at) >= 0xD800 and text.ord_at(at) <= 0xDFFF:
			text[at] = "\uFFFD"
	_socket.get_peer(1).set_write_mode(WebSocketPeer.WRITE_MODE_TEXT)
	_socket.get_peer(1).put_packet(text.to_utf8())


# The server passes over binary messages.
func _keep_alive() -> void:
	_socket.get_peer(1).set_write_mode(WebSocketPeer.WRITE_MODE_BINARY)
	_socket.get_peer(1).put_packet("ping".to_ascii())
	_set_due(int(1000 * _options.keep_alive_seconds))


func _set_due(ms: int) -> void:
	_due_ms = OS.get_ticks_msec() + ms


func _is_plain() -> bool:
	return _options.dialect == "plain"


# The session, in both dialects


func _read(text: String) -> void:
	if _is_plain():
		_read_plain(text)
		return
	var message = JSON.parse(text).result
	if message is Dictionary:
		_read_typed(message)


func _open(is_resumed: bool) -> void:
	_state = _State.OPEN
	_failures = 0
	_set_due(int(1000 * _options.keep_alive_seconds))
	emit_signal("connection_made", is_resumed)


func _show_code(next: String) -> void:
	code = next
	emit_signal("code_issued", phone_number, code)


func _pair(call_id: String) -> void:
	if not call_id in calls:
		calls.append(call_id)
		emit_signal("paired", call_id)


func _part(call_id: String, reason: String) -> void:
	if call_id in calls:
		calls.erase(call_id)
		emit_signal("left", call_id, reason)


func _forget_session(reason: String) -> void:
	_end_utterance()
	_is_interim = false
	phone_number = ""
	code = ""
	_resume_token = ""
	_last_seq = 0
	_calls_then.clear()
	_seq_then = 0
	_unsent.clear()
	_open_lines.clear()
	_flowing.clear()
	var lines := _pending
	_pending = {}
	for id in lines:
		for call_id in lines[id]:
			_tell_said(id, "failed", 0, "", call_id)
	for call_id in calls.duplicate():
		_part(call_id, reason)


# callsign.v1


func _read_typed(message: Dictionary) -> void:
	var type: String = message.get("type", "")
	if message.has("seq") and not _is_new(int(message.seq), type == "gap"):
		return
	# Its `paired` may have been missed.
	if message.has("call") and type != "left":
		_pair(message.call)
	match type:
		"welcome":
			_take_up(message)
		"code":
			_show_code(message.code)
		"transcript":
			emit_signal("transcript", message.text, message.final, message.call, message)
		"utterance":
			emit_signal("utterance", message.text, message.call, message)
		"turn":
			var text = message.get("text", "")
			emit_signal("turn_changed", int(message.turn), message.state, text, message.call)
		"speechStarted":
			emit_signal("speech_started", message.call)
		"key":
			emit_signal("key_pressed", message.digit, message.call)
		"said":
			var heard = message.get("heardText", "")
			_settle(message.id, message.call)
			_tell_said(message.id, message.outcome, int(message.heardMs), heard, message.call)
		"recognition":
			var missed_ms := int(message.get("missedMs", 0))
			emit_signal("recognition_changed", message.state == "up", missed_ms, message.call)
		"listening":
			emit_signal("keyterms_taken", message.keyterms, message.call)
		"scene":
			emit_signal("scene_changed", message.state, message.flow, message.call)
		"told":
			emit_signal("told", message.name, message.get("data"), message.flow, message.call)
		"conversed":
			emit_signal("conversed", message.reason, message.state, message.flow, message.call)
		"left":
			_part(message.call, message.reason)
		"error":
			_read_error(message)
	if message.has("seq") and int(message.seq) == _seq_then:
		_count_calls()


# Each event counts once, also when it is sent again. A gap stands for all events up to its number.
func _is_new(seq: int, is_gap: bool) -> bool:
	if seq <= _last_seq:
		return false
	var next := _last_seq + 1
	var last_missed := seq if is_gap else seq - 1
	_last_seq = seq
	if next <= last_missed:
		emit_signal("events_missed", next, last_missed)
	return true


# What was missed is told, save for what is gone for good: who came or left in that does so now.
func _count_calls() -> void:
	for call_id in calls.duplicate():
		if not call_id in _calls_then:
			_fail_lines(call_id)
			_part(call_id, "gap")
	while not _calls_then.empty():
		_pair(_calls_then.pop_front())


func _fail_lines(call_id: String) -> void:
	for id in _pending.keys():
		if call_id in _pending.get(id, []):
			_settle(id, call_id)
			_tell_said(id, "failed", 0, "", call_id)


func _tell_said(id: String, outcome: String, heard_ms: int, heard: String, call_id: String) -> void:
	heard_text = heard
	emit_signal("said", id, outcome, heard_ms, call_id)


# Text crosses with the end of a line that is interrupted: its `said` has told of that.
func _read_error(message: Dictionary) -> void:
	var id: String = message.get("id", "")
	if message.code == "lineOver":
		if not _pending.has(id) or _open_lines.get(id, {}).get("is_cut", false):
			return
		_cut(id)
	else:
		_forget_line(id)
	emit_signal("error", message.code, message.message, id)


func _forget_line(id: String) -> void:
	_pending.erase(id)
	_open_lines.erase(id)


func _settle(id: String, call_id: String) -> void:
	if _pending.has(id):
		_pending[id].erase(call_id)
		if _pending[id].empty():
			_forget_line(id)


func _take_up(welcome: Dictionary) -> void:
	var is_resumed: bool = welcome.resumed
	if not is_resumed:
		_forget_session("connection lost")
	_resume_token = welcome.resumeToken
	_calls_then = welcome.calls
	_seq_then = int(welcome.lastSeq)
	phone_number = welcome.phoneNumber
	_open(is_resumed)
	if not is_resumed and not _keyterms.empty():
		listen(_keyterms)
	_close_cut_lines()
	while is_open() and not _unsent.empty():
		_send(_unsent.pop_front())
	_flow()
	if not is_resumed and is_open():
		_show_code(welcome.code)


func _addressed(command: Dictionary, call_id: String) -> Dictionary:
	if call_id != "":
		command.call = call_id
	return command


# What waits must be sent as it is now, whatever the game makes of it meanwhile.
func _with_options(command: Dictionary, options: Dictionary) -> Dictionary:
	var copy := options.duplicate(true)
	for name in copy:
		if not command.has(name):
			command[name] = copy[name]
	return command


func _send_or_keep(command: Dictionary) -> void:
	if _is_plain():
		emit_signal("error", "unsupported", "The plain dialect has no %s." % command.type, "")
	elif is_open():
		_send(command)
	elif _unsent.size() < _MOST_UNSENT:
		_unsent.append(command)
	else:
		var id: String = command.get("id", "")
		_forget_line(id)
		emit_signal("error", "away", "The connection is away, and too much waits for it.", id)


func _send(command: Dictionary) -> void:
	if command.type == "say":
		_pending[command.id] = [command.call] if command.has("call") else calls.duplicate()
	_write(JSON.print(command))


# Lines, in callsign.v1


func _new_line(text: String, options: Dictionary) -> Dictionary:
	_lines += 1
	var command := {"type": "say", "id": "line-%d" % _lines, "text": text}
	for name in options:
		command[name] = options[name]
	_pending[command.id] = [command.get("call", "")]
	return command


func _write_line(id: String, text: String, is_last: bool) -> bool:
	if not _open_lines.has(id) or _open_lines[id].is_ended:
		return false
	var line: Dictionary = _open_lines[id]
	line.unsent += text
	line.is_ended = is_last
	if line.has_begun:
		_go_on(id)
		_flow()
	elif _has_more_to_send(line):
		line.has_begun = true
		_send_or_keep(_filled(line, line.say))
	return true


func _go_on(id: String) -> void:
	if not id in _flowing:
		_flowing.append(id)


# A line does not begin with a blank text; it goes with what follows.
func _has_more_to_send(line: Dictionary) -> bool:
	if line.is_closed:
		return false
	return line.is_ended or line.unsent.strip_edges() != ""


func _filled(line: Dictionary, command: Dictionary) -> Dictionary:
	command.text = line.unsent
	line.unsent = ""
	line.is_closed = line.is_ended
	if not line.is_ended:
		command.more = true
	return command


# What comes faster than it may be sent is sent together.
func _flow() -> void:
	var now_ms := OS.get_ticks_msec()
	var earned := (now_ms - _appends_counted_ms) / _MS_FOR_ONE_APPEND
	_appends_allowed = min(_MOST_APPENDS_AT_ONCE, _appends_allowed + earned)
	_appends_counted_ms = now_ms
	while not _flowing.empty() and is_open() and _appends_allowed >= 1:
		var id: String = _flowing.pop_front()
		var line: Dictionary = _open_lines.get(id, {})
		if not line.empty() and _has_more_to_send(line):
			_appends_allowed -= 1
			_send(_filled(line, {"type": "append", "id": id}))


# Nobody can tell how much of a line went down with its socket. With a hole in it, it would be worse
# than cut off: it ends with what the server has of it.
func _cut_lines() -> void:
	_flowing.clear()
	var waiting := []
	for command in _unsent:
		waiting.append(command.get("id", ""))
	for id in _open_lines:
		if _open_lines[id].has_begun and not id in waiting:
			_cut(id)


func _cut(id: String) -> void:
	if _open_lines.has(id):
		_open_lines[id].is_ended = true
		_open_lines[id].is_closed = true
		_open_lines[id].is_cut = true


# The lines behind them need not wait until the server misses the rest.
func _close_cut_lines() -> void:
	for id in _open_lines:
		if _open_lines[id].is_cut:
			_send({"type": "append", "id": id, "text": ""})
		elif _open_lines[id].has_begun:
			_go_on(id)


# The plain dialect: the number, the code, "connected", what Deepgram says, "disconnected".


func _say_plainly(text: String) -> void:
	if is_open():
		_write(text)
	else:
		emit_signal("error", "away", "The connection is away: the line is not spoken.", "")


func _read_plain(text: String) -> void:
	_texts += 1
	if _texts == 1:
		phone_number = text
	elif _texts == 2:
		_open(false)
		_show_code(text)
	elif text == "connected":
		_pair("")
	elif text == "disconnected":
		_end_utterance()
		_part("", "disconnected")
	else:
		_read_deepgram(JSON.parse(text).result)


func _read_deepgram(message) -> void:
	if not message is Dictionary:
		return
	match message.get("type"):
		"Results":
			_read_results(message)
		"SpeechStarted":
			emit_signal("speech_started", "")
		"UtteranceEnd":
			# Deepgram tells of gaps late: words that were said after this one belong to the same utterance.
			if message.get("last_word_end", _last_word) >= _last_word:
				_end_utterance()


func _read_results(results: Dictionary) -> void:
	var best: Dictionary = results.channel.alternatives[0]
	var text: String = best.transcript
	var end: float = results.start + results.duration
	# Silence is no news, except where it replaces what was thought to be words.
	if text != "" or _is_interim:
		var details := {"start": results.start, "end": end}
		details.confidence = best.get("confidence", 0.0)
		details.words = best.get("words", [])
		emit_signal("transcript", text, results.is_final, "", details)
	_is_interim = text != "" and not results.is_final
	if text != "" and results.is_final:
		_gather(text, results.start, end)
		_last_word = _middle_of_last_word(best.get("words", []), results.start)
	if results.get("speech_final", false):
		_end_utterance()


func _gather(text: String, start: float, end: float) -> void:
	if _heard.empty():
		_heard_details = {"start": start}
	_heard.append(text)
	_heard_details.end = end


# Where the words have no times, the result's own beginning.
func _middle_of_last_word(words: Array, start: float) -> float:
	if words.empty():
		return start
	var word: Dictionary = words.back()
	return (word.get("start", start) + word.get("end", start)) / 2.0


func _end_utterance() -> void:
	if _heard.empty():
		return
	var text := _heard.join(" ")
	_heard = PoolStringArray()
	emit_signal("utterance", text, "", _heard_details)
