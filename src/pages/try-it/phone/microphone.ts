export interface Microphone {
	/** While it is muted its frames are silent. */
	isMuted: boolean;
	close(): void;
}

export interface MicrophoneListener {
	/** 20 ms: 160 samples from -1 to 1. */
	heard(frame: Float32Array): void;
	/** It was unplugged, or taken away by the browser. */
	lost(): void;
}

/** Opens the microphone; to be called in answer to a press of a button. Rejects with a sentence for people. */
export async function openMicrophone(
	listener: MicrophoneListener,
): Promise<Microphone> {
	if (!isSecureContext)
		throw new Error(
			"Browsers give the microphone only to pages that come by https or from this machine itself.",
		);
	const sound = await askForSound();
	try {
		return await listenTo(sound, listener);
	} catch {
		stop(sound);
		throw new Error("The microphone could not be started.");
	}
}

async function askForSound(): Promise<MediaStream> {
	try {
		return await navigator.mediaDevices.getUserMedia({
			audio: {
				channelCount: 1,
				echoCancellation: true,
				noiseSuppression: true,
				autoGainControl: true,
			},
		});
	} catch (error) {
		throw new Error(whyNot(error as DOMException));
	}
}

function whyNot({ name }: DOMException): string {
	switch (name) {
		case "NotAllowedError":
		case "SecurityError":
			return "The browser was not allowed to use the microphone.";
		case "NotFoundError":
		case "OverconstrainedError":
			return "No microphone was found.";
		case "NotReadableError":
			return "The microphone is in use by another program.";
		default:
			return "The microphone cannot be used here.";
	}
}

async function listenTo(
	sound: MediaStream,
	{ heard, lost }: MicrophoneListener,
): Promise<Microphone> {
	const [track] = sound.getAudioTracks();
	const context = new AudioContext();
	const program = new URL("./microphone-worklet.js", import.meta.url);
	await context.audioWorklet.addModule(program);
	await context.resume();
	const frames = new AudioWorkletNode(context, "microphone-frames");
	frames.port.onmessage = ({ data }) => heard(data as Float32Array);
	// A node that leads nowhere need not be run; this one is led to the loudspeaker, and is silent.
	context
		.createMediaStreamSource(sound)
		.connect(frames)
		.connect(context.destination);
	track?.addEventListener("ended", lost);
	return {
		get isMuted() {
			return track?.enabled === false;
		},
		set isMuted(isMuted) {
			if (track) track.enabled = !isMuted;
		},
		close: () => {
			frames.port.onmessage = null;
			stop(sound);
			void context.close();
		},
	};
}

function stop(sound: MediaStream): void {
	for (const track of sound.getTracks()) track.stop();
}
