/** How to use the phone. */
export const usage = `Calls a Callsign server as a telephone would, without a telephone.

  npm run phone -- --say "four two seven one" --say "hello there"
  npm run phone -- --keys 4271 --wait 3 --wav speech.wav --url wss://example.com/twilio

What the caller does, in the order given:
  --say TEXT              speak the text
  --wav FILE              play a WAV file (16-bit PCM or mulaw, 8 to 48 kHz)
  --keys KEYS             press keys: 0 to 9, * and #
  --wait SECONDS          say nothing for so long

The call:
  --url URL               the server's stream (ws://127.0.0.1:5000/twilio)
  --out FILE              write what the caller heard to this WAV file (heard.wav)
  --voice NAME            the voice of --say: awb, kal, kal16, rms or slt (awb)
  --pause SECONDS         silence before each --say, --wav and --keys (1.5)
  --stay SECONDS          stay on the line after the last of them (5)
  --hang-up-after SECONDS hang up then, whatever is left to do
  --auth-token-env NAME   sign the call with the Twilio auth token in this environment variable
  --to NUMBER             the number that is rung, where flows answer numbers of their own
  --parameter NAME=VALUE  a custom parameter of the stream, as TwiML would set it
  --help                  show this

Exit code: 0 when all was done, 1 when the call failed or ended early, 2 when an option is wrong.
`;
