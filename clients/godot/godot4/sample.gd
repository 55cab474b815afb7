extends Node


func _ready() -> void:
	var callsign := preload("callsign.gd").new()
	add_child(callsign)
	callsign.code_issued.connect(
		func(phone_number, code): print("Ring %s and say %s" % [phone_number, code])
	)
	callsign.utterance.connect(func(text, _call_id, _details): print("The player said: ", text))
	callsign.connect_to("ws://127.0.0.1:5000/game")
