class_name CallsignClient
extends Node
## Lets players phone your game.
##
## Shows you the number and the code that a player needs, tells you what players say and which keys
## they press, and speaks to them. Copy this one file into your project, add it to the tree, connect
## the signals, call [method connect_to]:
## [codeblock]
## var callsign := CallsignClient.new()
## add_child(callsign)
## callsign.code_issued.connect(_on_code_issued)
## callsign.utterance.connect(_on_utterance)
## callsign.connect_to("wss://callsign.example.org/game")
## [/codeblock]
## It speaks Callsign's typed protocol, [code]callsign.v1[/code], or with
## [code]{"dialect": "plain"}[/code] the plain one. A lost connection is made again by itself. It
## also works while the game is paused.

## Show these to the player: whoever rings the number and says or keys the code is in the game. It
## comes again whenever the code is another.
signal code_issued(phone_number: String, code: String)
## A player's call has joined. [param call_id] names it in all that follows; it is empty in the
## plain dialect.
signal paired(call_id: String)
## What a player says. While [param is_final] is false it may still change: the next one takes its
## place. [param details] has [code]confidence[/code] (0 to 1), [code]start[/code] and
## [code]end[/code] (seconds of the call) and [code]words[/code].
signal transcript(text: String, is_final: bool, call_id: String, details: Dictionary)
## All that a player said until a pause, in one piece: usually what a game acts on. [param details]
## has [code]start[/code] and [code]end[/code], seconds of the call.
signal utterance(text: String, call_id: String, details: Dictionary)
## How it stands with a player's turn (1, 2, 3 … since [signal paired]): "started", "eager" (it has
## probably ended), "resumed" (it goes on after all) or "ended"; [param text] is what was said in it
## so far. Never comes in the plain dialect.
signal turn_changed(turn: int, state: String, text: String, call_id: String)
## A player begins to speak. In the plain dialect it needs [code]vad_events[/code] in the server's
## DEEPGRAM_URL.
signal speech_started(call_id: String)
## A player presses a key of the telephone, one of 0 to 9, * and #. Never comes in the plain
## dialect.
signal key_pressed(digit: String, call_id: String)
## What became of a line that you gave to [method say] or [method begin_line]: "heard",
## "interrupted", "stale" (the turn that it answers was over, and it was not spoken) or "failed", and
## how much of it the player heard, in milliseconds; [member heard_text] has the words. Never comes in
## the plain dialect.
signal said(id: String, outcome: String, heard_ms: int, call_id: String)
## Speech recognition is down (false) or up again (true); [param missed_ms] of speech were not
## understood. Never comes in the plain dialect.
signal recognition_changed(is_up: bool, missed_ms: int, call_id: String)
## Whether the words that you gave to [method listen] are in use for this call: "now", "next" (when
## the recogniser starts again) or "never". Never comes in the plain dialect.
signal keyterms_taken(when: String, call_id: String)
## The flow that has a player ([method converse]) is in another state, such as "gate.closed". Never comes
## in the plain dialect.
signal scene_changed(state: String, flow: String, call_id: String)
## The flow that has a player tells you something: [param what] has happened, in its own word, and
## [param data] is more of it, or null. Never comes in the plain dialect.
signal told(what: String, data: Variant, flow: String, call_id: String)
## The flow has the player no longer: it has "ended", has "hung up" or has "failed", or the player was
## "taken back", "replaced" (another flow has him) or is gone ("call ended"). [param state] is where the
## flow was last. Comes once for each player who was lent, before [signal left]. Never comes in the plain
## dialect.
signal conversed(reason: String, state: String, flow: String, call_id: String)
## A player's call is no longer in the game.
signal left(call_id: String, reason: String)
## Events with these numbers, both included, are gone for good: the connection was away too long.
## When the others are told, [signal paired] and [signal left] ("gap") tell who came and left in those.
signal events_missed(from_seq: int, to_seq: int)
## The connection is there: for the first time, or again. [param is_resumed] tells whether the
## players are still in the game; if not, another code follows.
signal connection_made(is_resumed: bool)
## The connection is lost, or could not be made; it is tried again in [param retry_seconds]. With
## [code]callsign.v1[/code] the players stay in the game meanwhile, and nothing that they say is
## missed.
signal connection_lost(reason: String, retry_seconds: float)
## It is over, and not tried again: after [method close], or with one of the server's close codes
## (1000 done, 1008 an option is wrong, 4401 the key is wrong, 4408 resumed on another socket).
signal closed(close_code: int, reason: String)
## Something was wrong with what you asked for. [param id] is that of the line at fault, or empty.
signal error(error_code: String, message: String, id: String)

enum _State { IDLE, CONNECTING, OPEN, WAITING }

## The options of [method connect_to] and what they are if not given:
## [br][code]dialect[/code]: "callsign.v1" or "plain".
## [br][code]callers[/code]: how many players may be in the game at once, 1 to 16. The plain dialect
## knows one only.
## [br][code]key[/code]: one of the server's GAME_KEYS, if it has any.
## [br][code]keep_alive_seconds[/code]: how often something is sent in the plain dialect, so that no
## proxy thinks that the game is gone.
## [br][code]reconnect[/code]: whether a lost connection is made again.
## [br][code]verify_tls[/code]: false accepts any certificate, as a server under development has;
## never in what you publish.
const DEFAULT_OPTIONS := {
	"dialect": "callsign.v1",
	"callers": 1,
	"key": "",
	"keep_alive_seconds": 20.0,
	"reconnect": true,
	"verify_tls": true,
}

const _DIALECTS: Array[String] = ["callsign.v1", "plain"]
const _FINAL_CLOSE_CODES: Array[int] = [1000, 4401, 4408]
const _NOTHING_TO_RESUME := 4404
const _POLICY := 1008
# What WebSockets call a close without a code.
const _CUT := 1006
# Our own, for a socket that is given up: 1000 would end the session.
const _UNANSWERED := 4000
const _CONNECT_DEADLINE_MS := 10_000
const _FIRST_RETRY_SECONDS := 0.5
const _LAST_RETRY_SECONDS := 15.0
const _HEARTBEAT_SECONDS := 10.0
const _MOST_UNSENT := 64
# The server takes 50 messages a second, and tokens can be more: of appends so many go out at once,
# and so many after that.
const _MOST_APPENDS_AT_ONCE := 10.0
const _MS_FOR_ONE_APPEND := 40.0

## The number to ring, once the server has told it.
var phone_number := ""
## The code to say, once the server has told it.
var code := ""
## The calls that are in the game now.
var calls: Array[String] = []
## In a handler of [signal said]: the words of that line that the player heard.
var heard_text := ""

var _options := DEFAULT_OPTIONS
var _url := ""
var _state := _State.IDLE
var _socket: WebSocketPeer
# When the state ends by itself, or the next keep-alive is due; Time.get_ticks_msec.
var _due_ms := 0
var _failures := 0

var _resume_token := ""
var _last_seq := 0
# The calls that were in the game when the connection was taken up, and the last event until then.
var _calls_then := []
var _seq_then := 0
var _lines := 0
# The calls that have not told yet what became of a line, by the line's id.
var _pending := {}
# The lines of begin_line that have no outcome yet, by their id.
var _open_lines := {}
# The ids of those that have more to send, and how many may go out, as of when.
var _flowing: Array[String] = []
var _appends_allowed := _MOST_APPENDS_AT_ONCE
var _appends_counted_ms := 0
# Commands that wait for the connection.
var _unsent: Array[Dictionary] = []
var _keyterms: PackedStringArray = []

# In the plain dialect: how many texts came, and what was said since the last pause.
var _texts := 0
var _heard: PackedStringArray = []
var _heard_details := {}
# When the middle of the last of it was said, in seconds.
var _last_word := 0.0
var _is_interim := false


func _init() -> void:
	# The server would take a paused game that answers no more for a lost one.
	process_mode = Node.PROCESS_MODE_ALWAYS


func _notification(what: int) -> void:
	if what == NOTIFICATION_PREDELETE:
		_drop_socket()


func _process(_delta: float) -> void:
	if _socket != null:
		_poll()
	_flow()
	if Time.get_ticks_msec() < _due_ms:
		return
	if _state == _State.WAITING:
		_dial()
	elif _state == _State.CONNECTING:
		_drop_socket(_UNANSWERED)
		_take_ending(_CUT, "the server did not answer")
	elif _state == _State.OPEN and _is_plain():
		_keep_alive()


## Connects to a server, such as [code]ws://127.0.0.1:5000/game[/code], and stays connected until
## [method close]. Options: see [constant DEFAULT_OPTIONS].
func connect_to(url: String, options := {}) -> void:
	close()
	_url = url
	_options = DEFAULT_OPTIONS.duplicate()
	for option: String in options:
		if option in DEFAULT_OPTIONS:
			_options[option] = options[option]
		else:
			push_error("No option %s, only %s." % [option, ", ".join(DEFAULT_OPTIONS.keys())])
	if not _options["dialect"] in _DIALECTS:
		push_error("No dialect %s, only %s." % [_options["dialect"], ", ".join(_DIALECTS)])
		return
	_dial()


## Whether the server can be reached right now.
func is_open() -> bool:
	return _state == _State.OPEN and _socket.get_ready_state() == WebSocketPeer.STATE_OPEN


## Speaks a line to the players, after those given before. Returns the id under which [signal said]
## tells, for each call, what became of it. With nobody in the game [signal error] comes. While the
## connection is away, lines wait for it; one that is under way when it breaks may be lost. Options:
## [br][code]call[/code]: speak to this call alone.
## [br][code]voice[/code]: a Deepgram voice, such as "aura-2-luna-en".
## [br][code]interruptible[/code]: true, also if it is not given, pauses at any sound of the player and
## stops at words; "words" does nothing at mere sound; "sound" stops at any sound at once; false goes on.
## [br][code]turn[/code]: which turn of [signal turn_changed] it answers. When a newer one has begun, it
## is not spoken, and "stale".
## [br][code]id[/code]: an id of your own, for [signal said].
## [br]The plain dialect has no options, no ids (it returns an empty one) and no waiting.
func say(text: String, options := {}) -> String:
	if _is_plain():
		_say_plainly(text)
		return ""
	var command := _new_line(text, options)
	_send_or_keep(command)
	return command["id"]


## Begins a line that is spoken while you are still writing it, as the tokens of a language model come:
## give them to [method add_to_line], and the line to [method end_line]. It is spoken from its first
## clause on, then sentence by sentence. Options are those of [method say]. Returns the id under which
## [signal said] tells what became of it. Lines that are said meanwhile wait for it. Not in the plain
## dialect.
func begin_line(options := {}) -> String:
	if _is_plain():
		_send_or_keep({"type": "append"})
		return ""
	var command := _new_line("", options)
	var id: String = command["id"]
	_open_lines[id] = {"say": command, "unsent": "", "is_ended": false}
	_open_lines[id].merge({"has_begun": false, "is_closed": false, "is_cut": false})
	return id


## Adds this to a line of [method begin_line], just as it is, with nothing between. False when the line
## takes no more: it was ended, or interrupted, or the connection was lost since it began.
func add_to_line(id: String, text: String) -> bool:
	return _write_line(id, text, false)


## Says that nothing more comes of a line of [method begin_line], after this text if there is one. The
## server ends it by itself as it stands when nothing was added for ten seconds.
func end_line(id: String, text := "") -> bool:
	return _write_line(id, text, true)


## Stops speaking now, to one call or to all; lines that wait are dropped too.
func stop(call_id := "") -> void:
	_send_or_keep(_addressed({"type": "stop"}, call_id))


## Ends one call, or all.
func hang_up(call_id := "") -> void:
	_send_or_keep(_addressed({"type": "hangUp"}, call_id))


## Asks for another code, which [signal code_issued] brings.
func new_code() -> void:
	_send_or_keep({"type": "newCode"})


## Names words that players are likely to say, such as [code]["Gandalf", "portcullis"][/code], so
## that they are understood better. Holds until the next such call, for later sessions too.
func listen(keyterms: PackedStringArray) -> void:
	_keyterms = keyterms
	if is_open() or _is_plain():
		_send_or_keep({"type": "listen", "keyterms": keyterms})


## Lends the player to a flow of the server's, which talks with him; without [code]call[/code] all of them,
## each to a conversation of his own. [signal scene_changed], [signal told] and [signal conversed] tell how
## it goes. Options:
## [br][code]call[/code]: lend the player of this call alone.
## [br][code]input[/code]: what the flow begins with.
func converse(flow: String, options := {}) -> void:
	_send_or_keep(_with_options({"type": "converse", "flow": flow}, options))


## Takes one player back from the flow that has him, or all. [signal conversed] tells when.
func take_back(call_id := "") -> void:
	_send_or_keep(_addressed({"type": "converse", "flow": null}, call_id))


## Tells the flows that have players what has happened in the game, in a word that they know. Options:
## [br][code]call[/code]: tell the flow that has this player alone.
## [br][code]data[/code]: more of it.
func tell(what: String, options := {}) -> void:
	_send_or_keep(_with_options({"type": "tell", "name": what}, options))


## Leaves the server: no call is in the game any more, and nothing is tried again.
func close() -> void:
	if _state != _State.IDLE:
		_end(1000, "closed by the game")


# The connection


func _dial() -> void:
	_state = _State.CONNECTING
	_set_due(_CONNECT_DEADLINE_MS)
	_texts = 0
	_socket = WebSocketPeer.new()
	_socket.inbound_buffer_size = 1 << 20
	_socket.outbound_buffer_size = 1 << 18
	_socket.max_queued_packets = 4096
	# Finds out that a network is gone without a word. Godot has it since 4.4, browsers not at all.
	if "heartbeat_interval" in _socket:
		_socket.set("heartbeat_interval", _HEARTBEAT_SECONDS)
	if not _is_plain():
		_socket.supported_protocols = [_options["dialect"]]
	_socket.handshake_headers = _headers()
	var tls := TLSOptions.client() if _options["verify_tls"] else TLSOptions.client_unsafe()
	if _socket.connect_to_url(_address(), tls) != OK:
		_take_ending(_CUT, "%s can't be connected to" % _url)


# A browser sets no headers for anyone, so there the key is part of the address.
func _headers() -> PackedStringArray:
	if _options["key"] == "" or OS.has_feature("web"):
		return []
	return ["Authorization: Bearer %s" % _options["key"]]


func _address() -> String:
	var query: PackedStringArray = []
	if _options["key"] != "" and OS.has_feature("web"):
		query.append("key=%s" % String(_options["key"]).uri_encode())
	if not _is_plain():
		query.append("callers=%d" % _options["callers"])
	if _resume_token != "":
		query.append("resume=%s&after=%d" % [_resume_token.uri_encode(), _last_seq])
	if query.is_empty():
		return _url
	return _url + ("&" if "?" in _url else "?") + "&".join(query)


# A signal may make the game close the connection, or make another.
func _poll() -> void:
	var socket := _socket
	socket.poll()
	while socket == _socket and socket.get_available_packet_count() > 0:
		_read(socket.get_packet().get_string_from_utf8())
	if socket != _socket or socket.get_ready_state() != WebSocketPeer.STATE_CLOSED:
		return
	if socket.get_close_code() in [-1, _CUT]:
		_take_ending(_CUT, "the connection was cut or refused")
	else:
		_take_ending(socket.get_close_code(), socket.get_close_reason())


func _take_ending(close_code: int, reason: String) -> void:
	var was_refused := close_code == _POLICY and _state == _State.CONNECTING
	if was_refused or close_code in _FINAL_CLOSE_CODES or not _options["reconnect"]:
		_end(close_code, reason)
	else:
		_lose(reason, _is_plain() or close_code == _NOTHING_TO_RESUME)


# Signals come last, since a game may close the connection or make another in answer to them.
func _lose(reason: String, is_session_lost: bool) -> void:
	_socket = null
	_cut_lines()
	var seconds := minf(_LAST_RETRY_SECONDS, _FIRST_RETRY_SECONDS * pow(2, _failures))
	seconds *= randf_range(0.5, 1)
	_failures += 1
	_state = _State.WAITING
	_set_due(int(1000 * seconds))
	if is_session_lost:
		_forget_session("connection lost")
	if _state == _State.WAITING:
		connection_lost.emit(reason, seconds)


func _end(close_code: int, reason: String) -> void:
	_drop_socket()
	_state = _State.IDLE
	_failures = 0
	_forget_session(reason)
	closed.emit(close_code, reason)


func _drop_socket(close_code := 1000) -> void:
	if _socket != null:
		_socket.close(close_code)
		_socket = null


# The server passes over binary messages.
func _keep_alive() -> void:
	_socket.send("ping".to_utf8_buffer())
	_set_due(int(1000 * _options["keep_alive_seconds"]))


func _set_due(ms: int) -> void:
	_due_ms = Time.get_ticks_msec() + ms


func _is_plain() -> bool:
	return _options["dialect"] == "plain"


# The session, in both dialects


func _read(text: String) -> void:
	if _is_plain():
		_read_plain(text)
		return
	var message := _parsed(text)
	if not message.is_empty():
		_read_typed(message)


# Empty if it is no object.
func _parsed(text: String) -> Dictionary:
	var json := JSON.new()
	if json.parse(text) == OK and json.data is Dictionary:
		return json.data
	return {}


func _open(is_resumed: bool) -> void:
	_state = _State.OPEN
	_failures = 0
	_set_due(int(1000 * _options["keep_alive_seconds"]))
	connection_made.emit(is_resumed)


func _show_code(next: String) -> void:
	code = next
	code_issued.emit(phone_number, code)


func _pair(call_id: String) -> void:
	if not call_id in calls:
		calls.append(call_id)
		paired.emit(call_id)


func _part(call_id: String, reason: String) -> void:
	if call_id in calls:
		calls.erase(call_id)
		left.emit(call_id, reason)


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
	for id: String in lines:
		for call_id: String in lines[id]:
			_tell_said(id, "failed", 0, "", call_id)
	for call_id: String in calls.duplicate():
		_part(call_id, reason)


# callsign.v1


func _read_typed(message: Dictionary) -> void:
	var type: String = message.get("type", "")
	if message.has("seq") and not _is_new(int(message["seq"]), type == "gap"):
		return
	var call_id: String = message.get("call", "")
	# Its "paired" may have been missed.
	if call_id != "" and type != "left":
		_pair(call_id)
	match type:
		"welcome":
			_take_up(message)
		"code":
			_show_code(message["code"])
		"transcript":
			transcript.emit(message["text"], message["final"], call_id, message)
		"utterance":
			utterance.emit(message["text"], call_id, message)
		"turn":
			var text: String = message.get("text", "")
			turn_changed.emit(int(message["turn"]), message["state"], text, call_id)
		"speechStarted":
			speech_started.emit(call_id)
		"key":
			key_pressed.emit(message["digit"], call_id)
		"said":
			var heard: String = message.get("heardText", "")
			_settle(message["id"], call_id)
			_tell_said(message["id"], message["outcome"], int(message["heardMs"]), heard, call_id)
		"recognition":
			var missed_ms := int(message.get("missedMs", 0))
			recognition_changed.emit(message["state"] == "up", missed_ms, call_id)
		"listening":
			keyterms_taken.emit(message["keyterms"], call_id)
		"scene":
			scene_changed.emit(message["state"], message["flow"], call_id)
		"told":
			told.emit(message["name"], message.get("data"), message["flow"], call_id)
		"conversed":
			conversed.emit(message["reason"], message["state"], message["flow"], call_id)
		"left":
			_part(call_id, message["reason"])
		"error":
			_read_error(message)
	if message.has("seq") and int(message["seq"]) == _seq_then:
		_count_calls()


# Each event counts once, also when it is sent again. A gap stands for all events up to its number.
func _is_new(seq: int, is_gap: bool) -> bool:
	if seq <= _last_seq:
		return false
	var next := _last_seq + 1
	var last_missed := seq if is_gap else seq - 1
	_last_seq = seq
	if next <= last_missed:
		events_missed.emit(next, last_missed)
	return true


# What was missed is told, save for what is gone for good: who came or left in that does so now.
func _count_calls() -> void:
	for call_id: String in calls.duplicate():
		if not call_id in _calls_then:
			_fail_lines(call_id)
			_part(call_id, "gap")
	while not _calls_then.is_empty():
		_pair(_calls_then.pop_front())


func _fail_lines(call_id: String) -> void:
	for id: String in _pending.keys():
		if call_id in _pending.get(id, []):
			_settle(id, call_id)
			_tell_said(id, "failed", 0, "", call_id)


func _tell_said(id: String, outcome: String, heard_ms: int, heard: String, call_id: String) -> void:
	heard_text = heard
	said.emit(id, outcome, heard_ms, call_id)


# Text crosses with the end of a line that is interrupted: its "said" has told of that.
func _read_error(message: Dictionary) -> void:
	var id: String = message.get("id", "")
	if message["code"] == "lineOver":
		if not _pending.has(id) or _open_lines.get(id, {}).get("is_cut", false):
			return
		_cut(id)
	else:
		_forget_line(id)
	error.emit(message["code"], message["message"], id)


func _forget_line(id: String) -> void:
	_pending.erase(id)
	_open_lines.erase(id)


func _settle(id: String, call_id: String) -> void:
	if _pending.has(id):
		_pending[id].erase(call_id)
		if _pending[id].is_empty():
			_forget_line(id)


func _take_up(welcome: Dictionary) -> void:
	var is_resumed: bool = welcome["resumed"]
	if not is_resumed:
		_forget_session("connection lost")
	_resume_token = welcome["resumeToken"]
	_calls_then = welcome["calls"]
	_seq_then = int(welcome["lastSeq"])
	phone_number = welcome["phoneNumber"]
	_open(is_resumed)
	if not is_resumed and not _keyterms.is_empty():
		listen(_keyterms)
	_close_cut_lines()
	while is_open() and not _unsent.is_empty():
		_send(_unsent.pop_front())
	_flow()
	if not is_resumed and is_open():
		_show_code(welcome["code"])


func _addressed(command: Dictionary, call_id: String) -> Dictionary:
	if call_id != "":
		command["call"] = call_id
	return command


# What waits must be sent as it is now, whatever the game makes of it meanwhile.
func _with_options(command: Dictionary, options: Dictionary) -> Dictionary:
	command.merge(options.duplicate(true))
	return command


func _send_or_keep(command: Dictionary) -> void:
	if _is_plain():
		error.emit("unsupported", "The plain dialect has no %s." % command["type"], "")
	elif is_open():
		_send(command)
	elif _unsent.size() < _MOST_UNSENT:
		_unsent.append(command)
	else:
		var id: String = command.get("id", "")
		_forget_line(id)
		error.emit("away", "The connection is away, and too much waits for it.", id)


func _send(command: Dictionary) -> void:
	if command["type"] == "say":
		_pending[command["id"]] = [command["call"]] if command.has("call") else calls.duplicate()
	_socket.send_text(JSON.stringify(command))


# Lines, in callsign.v1


func _new_line(text: String, options: Dictionary) -> Dictionary:
	_lines += 1
	var command := {"type": "say", "id": "line-%d" % _lines, "text": text}
	command.merge(options, true)
	_pending[command["id"]] = [command.get("call", "")]
	return command


func _write_line(id: String, text: String, is_last: bool) -> bool:
	if not _open_lines.has(id) or _open_lines[id]["is_ended"]:
		return false
	var line: Dictionary = _open_lines[id]
	line["unsent"] += text
	line["is_ended"] = is_last
	if line["has_begun"]:
		_go_on(id)
		_flow()
	elif _has_more_to_send(line):
		line["has_begun"] = true
		_send_or_keep(_filled(line, line["say"]))
	return true


func _go_on(id: String) -> void:
	if not id in _flowing:
		_flowing.append(id)


# A line does not begin with a blank text; it goes with what follows.
func _has_more_to_send(line: Dictionary) -> bool:
	if line["is_closed"]:
		return false
	return line["is_ended"] or line["unsent"].strip_edges() != ""


func _filled(line: Dictionary, command: Dictionary) -> Dictionary:
	command["text"] = line["unsent"]
	line["unsent"] = ""
	line["is_closed"] = line["is_ended"]
	if not line["is_ended"]:
		command["more"] = true
	return command


# What comes faster than it may be sent is sent together.
func _flow() -> void:
	var now_ms := Time.get_ticks_msec()
	var earned := (now_ms - _appends_counted_ms) / _MS_FOR_ONE_APPEND
	_appends_allowed = minf(_MOST_APPENDS_AT_ONCE, _appends_allowed + earned)
	_appends_counted_ms = now_ms
	while not _flowing.is_empty() and is_open() and _appends_allowed >= 1:
		var id: String = _flowing.pop_front()
		var line: Dictionary = _open_lines.get(id, {})
		if not line.is_empty() and _has_more_to_send(line):
			_appends_allowed -= 1
			_send(_filled(line, {"type": "append", "id": id}))


# Nobody can tell how much of a line went down with its socket. With a hole in it, it would be worse
# than cut off: it ends with what the server has of it.
func _cut_lines() -> void:
	_flowing.clear()
	var waiting := _unsent.map(func(command): return command.get("id", ""))
	for id: String in _open_lines:
		if _open_lines[id]["has_begun"] and not id in waiting:
			_cut(id)


func _cut(id: String) -> void:
	if _open_lines.has(id):
		_open_lines[id].merge({"is_ended": true, "is_closed": true, "is_cut": true}, true)


# The lines behind them need not wait until the server misses the rest.
func _close_cut_lines() -> void:
	for id: String in _open_lines:
		if _open_lines[id]["is_cut"]:
			_send({"type": "append", "id": id, "text": ""})
		elif _open_lines[id]["has_begun"]:
			_go_on(id)


# The plain dialect: the number, the code, "connected", what Deepgram says, "disconnected".


func _say_plainly(text: String) -> void:
	if is_open():
		_socket.send_text(text)
	else:
		error.emit("away", "The connection is away: the line is not spoken.", "")


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
		_read_deepgram(_parsed(text))


func _read_deepgram(message: Dictionary) -> void:
	match message.get("type"):
		"Results":
			_read_results(message)
		"SpeechStarted":
			speech_started.emit("")
		"UtteranceEnd":
			# Deepgram tells of gaps late: words that were said after this one belong to the same utterance.
			if message.get("last_word_end", _last_word) >= _last_word:
				_end_utterance()


func _read_results(results: Dictionary) -> void:
	var best: Dictionary = results["channel"]["alternatives"][0]
	var text: String = best["transcript"]
	var is_final: bool = results["is_final"]
	var start: float = results["start"]
	var end: float = start + results["duration"]
	# Silence is no news, except where it replaces what was thought to be words.
	if text != "" or _is_interim:
		var details := {"start": start, "end": end}
		details["confidence"] = best.get("confidence", 0.0)
		details["words"] = best.get("words", [])
		transcript.emit(text, is_final, "", details)
	_is_interim = text != "" and not is_final
	if text != "" and is_final:
		_gather(text, start, end)
		_last_word = _middle_of_last_word(best.get("words", []), start)
	if results.get("speech_final", false):
		_end_utterance()


func _gather(text: String, start: float, end: float) -> void:
	if _heard.is_empty():
		_heard_details = {"start": start}
	_heard.append(text)
	_heard_details["end"] = end


# Where the words have no times, the result's own beginning.
func _middle_of_last_word(words: Array, start: float) -> float:
	if words.is_empty():
		return start
	var word: Dictionary = words.back()
	return (word.get("start", start) + word.get("end", start)) / 2.0


func _end_utterance() -> void:
	if _heard.is_empty():
		return
	var text := " ".join(_heard)
	_heard = []
	utterance.emit(text, "", _heard_details)
