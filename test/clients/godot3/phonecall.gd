# A game written by hand, years ago, for the plain protocol: no client script, binary pings by a timer.
extends Node

var client = WebSocketClient.new()
var phone_number = null
var code = null


func _ready():
	client.connect("connection_closed", self, "_closed")
	client.connect("data_received", self, "_on_data")
	client.connect_to_url(OS.get_environment("TEST_URL"))
	var timer = Timer.new()
	timer.wait_time = 0.05
	timer.connect("timeout", self, "_ping")
	add_child(timer)
	timer.start()


func _process(_delta):
	client.poll()


func _on_data():
	var message = client.get_peer(1).get_packet().get_string_from_utf8()
	if phone_number == null:
		phone_number = message
	elif code == null:
		code = message
		print("number ", phone_number, " code ", code)
	elif message == "connected":
		client.get_peer(1).set_write_mode(WebSocketPeer.WRITE_MODE_TEXT)
		client.get_peer(1).put_packet("You have woken up.".to_utf8())
		print("connected")
	elif message == "disconnected":
		print("disconnected")
	else:
		var parsed = JSON.parse(message)
		if parsed.error == OK and parsed.result is Dictionary and parsed.result.has("is_final"):
			print("heard ", parsed.result["channel"]["alternatives"][0]["transcript"])


func _ping():
	if client.get_peer(1).is_connected_to_host():
		client.get_peer(1).set_write_mode(WebSocketPeer.WRITE_MODE_BINARY)
		client.get_peer(1).put_packet("ping".to_utf8())
		print("ping")


func _closed(_was_clean = false):
	print("closed")
