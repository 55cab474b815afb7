# A game that a test plays: does with the client what it is told to by a WebSocket of the test, and
# tells it every signal.
extends Node

const Client := preload("callsign.gd")

var _callsign: Node
# Stands still while the game is paused, as what a game is made of does.
var _stage := Node.new()
var _test := WebSocketPeer.new()
# What to do when a signal comes, by its name.
var _answers := {}


func _ready() -> void:
	process_mode = PROCESS_MODE_ALWAYS
	_stage.process_mode = PROCESS_MODE_PAUSABLE
	add_child(_stage)
	_begin_anew()
	_test.connect_to_url(OS.get_cmdline_user_args()[0])


func _process(_delta: float) -> void:
	_test.poll()
	while _test.get_available_packet_count() > 0:
		_obey(JSON.parse_string(_test.get_packet().get_string_from_utf8()))
	if _test.get_ready_state() == WebSocketPeer.STATE_CLOSED:
		get_tree().quit()


# {"do": a method, "with": its arguments}, with "at": a signal at which to do it the next time;
# {"get": a property}; {"end": a state of the client that ends by itself some time, and ends now if it
# is in it}; or for the game itself {"pause": bool}, {"begin": "anew"} and {"quit": true}.
func _obey(order: Dictionary) -> void:
	var result: Variant = null
	if order.has("at"):
		_answers[order["at"]] = order
	elif order.has("do"):
		result = _callsign.callv(order["do"], order["with"])
	elif order.has("get"):
		result = _callsign.get(order["get"])
	elif order.has("end"):
		if _callsign.get("_state") == Client._State[order["end"]]:
			_callsign.set("_due_ms", 0)
	elif order.has("pause"):
		get_tree().paused = order["pause"]
	elif order.has("begin"):
		_begin_anew()
	else:
		get_tree().quit()
	_say({"result": result})


func _begin_anew() -> void:
	get_tree().paused = false
	_answers.clear()
	if _callsign != null:
		_callsign.free()
	_callsign = Client.new()
	_stage.add_child(_callsign)
	for each: Dictionary in _callsign.get_script().get_script_signal_list():
		_callsign.connect(each["name"], _tell.bind(each["name"]))


func _tell(...values: Array) -> void:
	var signal_name: String = values.pop_back()
	_say({"signal": signal_name, "values": values})
	if _answers.has(signal_name):
		var order: Dictionary = _answers[signal_name]
		_answers.erase(signal_name)
		_callsign.callv(order["do"], order["with"])


func _say(what: Dictionary) -> void:
	_test.send_text(JSON.stringify(what))
