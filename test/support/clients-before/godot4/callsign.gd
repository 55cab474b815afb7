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
## A player begins to speak. In the plain dialect it needs [code]vad_events[/code] in the server's
## DEEPGRAM_URL.
signal speech_started(call_id: String)
## A player presses a key of the telephone, one of 0 to 9, * and #. Never comes in the plain
## dialect.
signal key_pressed(digit: String, call_id: String)
## What became of a line that you gave to [method say]: "heard", "interrupted" or "failed", and how
## much of it the player heard, in milliseconds. Never comes in the plain dialect.
signal said(id: String, outcome: String, heard_ms: int, call_id: String)
## Speech recognition is down (false) or up again (true); [param missed_ms] of speech were not
## understood. Never comes in the plain dialect.
signal recognition_changed(is_up: bool, missed_ms: int, call_id: String)
## Whether the words that you gave to [method listen] are in use for this call: "now", "next" (when
## the recogniser starts again) or "never". Never comes in the plain dialect.
signal keyterms_taken(when: String, call_id: String)
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

## The number to ring, once the server has told it.
var phone_number := ""
## The code to say, once the server has told it.
var code := ""
## The calls that are in the game now.
var calls: Array[String] = []

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
## [br][code]interruptible[/code]: false goes on when the player speaks.
## [br][code]id[/code]: an id of your own, for [signal said].
## [br]The plain dialect has no options, no ids (it returns an empty one) and no waiting.
func say(text: String, options := {}) -> String:
	if _is_plain():
		_say_plainly(text)
		return ""
	_lines += 1
	var command := {"type": "say", "id": "line-%d" % _lines, "text": text}
	command.merge(options, true)
	var id: String = command["id"]
	_pending[id] = [command.get("call", "")]
	_send_or_keep(command)
	return id


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
	var lines := _pending
	_pending = {}
	for id: String in lines:
		for call_id: String in lines[id]:
			said.emit(id, "failed", 0, call_id)
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
		"speechStarted":
			speech_started.emit(call_id)
		"key":
			key_pressed.emit(message["digit"], call_id)
		"said":
			_settle(message["id"], call_id)
			said.emit(message["id"], message["outcome"], int(message["heardMs"]), call_id)
		"recognition":
			var missed_ms := int(message.get("missedMs", 0))
			recognition_changed.emit(message["state"] == "up", missed_ms, call_id)
		"listening":
			keyterms_taken.emit(message["keyterms"], call_id)
		"left":
			_part(call_id, message["reason"])
		"error":
			var id: String = message.get("id", "")
			_pending.erase(id)
			error.emit(message["code"], message["message"], id)
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
			said.emit(id, "failed", 0, call_id)


func _settle(id: String, call_id: String) -> void:
	if _pending.has(id):
		_pending[id].erase(call_id)
		if _pending[id].is_empty():
			_pending.erase(id)


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
	while is_open() and not _unsent.is_empty():
		_send(_unsent.pop_front())
	if not is_resumed and is_open():
		_show_code(welcome["code"])


func _addressed(command: Dictionary, call_id: String) -> Dictionary:
	if call_id != "":
		command["call"] = call_id
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
		_pending.erase(id)
		error.emit("away", "The connection is away, and too much waits for it.", id)


func _send(command: Dictionary) -> void:
	if command["type"] == "say":
		_pending[command["id"]] = [command["call"]] if command.has("call") else calls.duplicate()
	_socket.send_text(JSON.stringify(command))


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
