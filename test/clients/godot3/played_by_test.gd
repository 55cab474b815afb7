# A game that a test plays: does with the client what it is told to by a WebSocket of the test, and
# tells it every signal.
extends Node

const Client := preload("callsign.gd")

var _callsign: Node
# Stands still while the game is paused, as what a game is made of does.
var _stage := Node.new()
var _test := WebSocketClient.new()
# What to do when a signal comes, by its name.
var _answers := {}


func _ready() -> void:
	pause_mode = PAUSE_MODE_PROCESS
	_stage.pause_mode = PAUSE_MODE_STOP
	add_child(_stage)
	_begin_anew()
	_test.connect("data_received", self, "_obey")
	_test.connect("connection_closed", self, "_quit")
	_test.connect("connection_error", self, "_quit")
	if _test.connect_to_url(OS.get_environment("TEST_URL")) != OK:
		get_tree().quit(1)


func _process(_delta: float) -> void:
	_test.poll()


# JSON cannot bring half a character into Godot, so the test writes [half] for it.
func _filled(value):
	if value is String:
		return value.replace("[half]", char(0xD83C))
	if not value is Array:
		return value
	var filled := []
	for each in value:
		filled.append(_filled(each))
	return filled


# {"do": a method, "with": its arguments}, with "at": a signal at which to do it the next time;
# {"get": a property}; {"end": a state of the client that ends by itself some time, and ends now if it
# is in it}; or for the game itself {"pause": bool}, {"begin": "anew"} and {"quit": true}.
func _obey() -> void:
	var order: Dictionary = JSON.parse(_test.get_peer(1).get_packet().get_string_from_utf8()).result
	var result = null
	if order.has("at"):
		_answers[order["at"]] = order
	elif order.has("do"):
		result = _callsign.callv(order["do"], _filled(order["with"]))
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
	for each in Client.get_script_signal_list():
		var handler: String = "_tell_%d" % each.args.size()
		if _callsign.connect(each.name, self, handler, [each.name]) != OK:
			push_error("The signal %s has too many values." % each.name)


func _quit(_was_clean := false) -> void:
	get_tree().quit()


func _say(what: Dictionary) -> void:
	_test.get_peer(1).set_write_mode(WebSocketPeer.WRITE_MODE_TEXT)
	_test.get_peer(1).put_packet(JSON.print(what).to_utf8())


func _tell(name: String, values: Array) -> void:
	_say({"signal": name, "values": values})
	if _answers.has(name):
		var order: Dictionary = _answers[name]
		_answers.erase(name)
		_callsign.callv(order["do"], _filled(order["with"]))


func _tell_1(a, name: String) -> void:
	_tell(name, [a])


func _tell_2(a, b, name: String) -> void:
	_tell(name, [a, b])


func _tell_3(a, b, c, name: String) -> void:
	_tell(name, [a, b, c])


func _tell_4(a, b, c, d, name: String) -> void:
	_tell(name, [a, b, c, d])
