extends Node

func _ready():
	var callsign = preload("callsign.gd").new()
	add_child(callsign)
	callsign.connect("code_issued", self, "_on_code_issued")
	callsign.connect("utterance", self, "_on_utterance")
	callsign.connect_to("ws://127.0.0.1:5000/game")

func _on_code_issued(phone_number, code):
	print("Ring %s and say %s" % [phone_number, code])

func _on_utterance(text, _call_id, _details):
	print("The player said: ", text)
