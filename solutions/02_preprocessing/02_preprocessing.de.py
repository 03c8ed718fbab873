# %% [markdown] of="bdeef40a"
# # 2 · Vorverarbeitung
#
# **Du wirst** aus Bytes Zahlen machen, aus denen ein Netz lernen kann, jedem Bild die Form geben, die
# Keras erwartet, und einige Bilder zurückhalten, um deine Entscheidungen an ihnen zu prüfen.
#
# **Zeit:** ungefähr {{lesson.minutes}} Minuten. **Du brauchst** Slices (`a[2:5]`), `shape` und `dtype`{{#1}},
# wie in Lektion 1{{/1}}. Diese Lektion steht für sich: Sie lädt die Daten selbst.
#
# ## Warum das wichtig ist
#
# Am 4. Juni 1996 kam die erste Rakete vom Typ Ariane 5 von ihrer Bahn ab und zerbrach etwa 40
# Sekunden nach dem Start. Ihre Triebwerke waren in Ordnung. Eine Zahl, die als 64-Bit-Float vorlag,
# wurde in eine 16-Bit-Ganzzahl umgewandelt; sie war dafür zu groß, und das Lenksystem blieb stehen.
# (Quelle: J. L. Lions und andere, *Ariane 5, Flight 501 Failure: Report by the Inquiry Board*,
# Paris, 1996.)
#
# Nichts explodiert, wenn das deinen Pixeln geschieht, und das ist das Schlimme. NumPy sagt nichts,
# Keras sagt nichts, und das Netz trainiert. Es ist nur schlechter, als es sein sollte. In dieser
# Lektion siehst du, wie solche Fehler aussehen, solange man sie noch leicht sieht.

# %% of="0f6f550e"
from mnist_course import begin, check, compare, predict

begin("02_preprocessing")

# %% of="ed309f73"
import matplotlib.pyplot as plt
import numpy as np

from mnist_course import data
from mnist_course.figures import show

(x_train, y_train), (x_test, y_test) = data.load()
print("x_train", x_train.shape, x_train.dtype)

# %% [markdown] of="d574cd1a"
# Das sind die Arrays von {{#1}}Lektion 1{{/1}}{{^1}}MNIST{{/1}}, direkt aus der Kopie von MNIST, die der Kurs mitbringt.
#
# ## 2.1 Was ein Byte fassen kann
#
# Ein Pixel ist ein `uint8`: eine ganze Zahl, die 8 Bits braucht, es gibt also 2⁸ = 256 davon, 0 bis
# 255. Rechnen mit `uint8` ergibt `uint8`. Was geschieht am Ende des Bereichs?
#
# **Sag voraus.** Was sind 100, 200, 250 und 255, jeweils plus 10?

# %% tags=["illustration"] of="b12c6d4f"
predict("wraps")

# %% tags=["illustration"] of="24408818"
pixels = np.array([100, 200, 250, 255], dtype="uint8")
print("pixels     ", pixels)
print("pixels + 10", pixels + 10)
compare("wraps", (pixels + 10)[2])

# %% [markdown] of="fa004e75"
# Nach 255 beginnt die Zählung wieder bei 0, wie ein Kilometerzähler nach seiner letzten Ziffer.
# 250 + 10 ist 260, und 260 − 256 ist 4. Nach unten ist es dasselbe: 0 − 1 ergibt 255. Es gibt keinen
# Fehler und keine Warnung.
#
# **Sag voraus.** Was geschieht also mit einer Ziffer, wenn wir 10 addieren, um sie etwas heller zu
# machen? Welche Pixel werden falsch aussehen: das Papier, der Rand des Strichs oder seine Mitte?

# %% tags=["illustration"] of="18ca6957"
predict("wrapped_part")

# %% tags=["illustration"] of="68728868"
digit = x_train[0]
brighter = digit.astype("float32") + 10

# %% tags=["illustration"] of="72d8623c"
# Abbildung: die Ziffer, und auf zwei Arten 10 dazugezählt
figure, axes = plt.subplots(1, 3, figsize=(11, 3.9))
panels = (
    (digit, "die Ziffer"),
    (digit + 10, "digit + 10, als uint8: übergelaufen"),
    (brighter, "digit + 10, als float32: heller"),
)
for axis, (picture, title) in zip(axes, panels):
    axis.imshow(picture, cmap="gray", vmin=0, vmax=265)
    axis.set_title(title)
    axis.axis("off")
show(
    figure,
    "Dreimal eine handgeschriebene 5: wie sie ist; mit 10 dazugezählt als uint8, wobei der hellste, "
    "mittlere Teil des Strichs schwarz geworden ist; und als float32, ein wenig heller.",
)
compare("wrapped_part")

# %% [markdown] of="e2c56eec"
# Die Mitte des Strichs war am hellsten, und sie ist auf Schwarz übergelaufen.
#
# Die Division hat eine Falle für sich, denn Python hat zwei davon.
#
# **Sag voraus.** Welche der beiden kann Dunkelgrau von Hellgrau unterscheiden? Und welchen dtype hat
# jede?

# %% tags=["illustration"] of="5eb0d309"
predict("divides")

# %% tags=["illustration"] of="134554bf"
pixels = np.array([0, 51, 128, 254, 255], dtype="uint8")
for text, answer in (("pixels / 255 ", pixels / 255), ("pixels // 255", pixels // 255)):
    print(f"{text} {answer}  {answer.dtype}")
compare("divides")

# %% [markdown] of="7247c59f"
# `/` behält die Brüche und geht dafür zu einem Float-Typ über. `//` lässt sie fallen: Jedes Grau wird
# 0, auch 254. An einer Ziffer:

# %% tags=["illustration"] of="0dbf9fee"
# Abbildung: die Ziffer, auf zwei Arten geteilt
figure, axes = plt.subplots(1, 2, figsize=(7.5, 4))
for axis, picture, title in zip(axes, (digit / 255, digit // 255), ("digit / 255", "digit // 255")):
    axis.imshow(picture, cmap="gray", vmin=0, vmax=1)
    axis.set_title(f"{title}: {len(np.unique(picture))} verschiedene Werte")
    axis.axis("off")
show(
    figure,
    "Dieselbe 5, auf zwei Arten geteilt. Mit einem Schrägstrich sieht sie aus wie vorher. Mit zweien "
    "bleibt nur ein einzelner weißer Punkt auf Schwarz.",
)

# %% [markdown] of="d837cd10"
# ## 2.2 Skalieren
#
# Warum überhaupt teilen? Sieh dir an, wo die Helligkeit liegt. Die Skala links ist logarithmisch: Von
# einer beschrifteten Marke zur nächsten sind es zehnmal so viele Pixel.

# %% tags=["illustration"] of="a3bbb7d9"
# Abbildung: wie viele Pixel welche Helligkeit haben
amounts = np.bincount(x_train[:10_000].ravel(), minlength=256)
figure, axis = plt.subplots(figsize=(9, 3))
axis.bar(range(256), amounts, width=1)
axis.set_yscale("log")
axis.set_xlabel("Helligkeit, 0 bis 255")
axis.set_ylabel("Pixel")
axis.set_title(f"{amounts[0] / amounts.sum():.0%} aller Pixel sind schwarz")
axis.annotate("Papier", (0, amounts[0]), (14, amounts[0] / 2))
axis.annotate("Mitte der Striche", (253, amounts[253]), (168, amounts[253] * 1.6))
show(
    figure,
    "Histogramm der Helligkeit in 10.000 Bildern: Etwa vier von fünf Pixeln sind 0; die Werte "
    "dazwischen sind selten und gleichmäßig verteilt; und bei 252 bis 255 ist ein zweiter Gipfel.",
)

# %% [markdown] of="04950d00"
# Ein Netz multipliziert jedes Pixel mit einem Gewicht. Während es lernt, verschiebt es jedes Gewicht
# um einen Betrag, der *auch* mit dem Pixel multipliziert wird. Pixel, die 255-mal größer sind, machen
# Ausgaben 255-mal größer und, bei gleichem Fehler, Schritte 255-mal größer. Beides zusammen:
# 255 × 255 = 65.025.
#
# Sehen wir dem kleinsten Netz, das es gibt, beim Lernen zu. Es ist ein einzelnes Neuron, das Vieren
# von Neunen unterscheidet. Es beginnt zweimal bei null, mit denselben 1.000 Bildern und derselben
# Lernrate. Der einzige Unterschied: Einmal sieht es Bytes, einmal Zahlen von 0 bis 1.{{#5}}{{#6}} Die Lektionen 5
# und 6 nehmen seinen Code auseinander.{{/6}}{{/5}}
#
# **Sag voraus.** Beide beginnen mit einem Verlust von 0,69, und das ist reines Raten. Worin werden
# sich die beiden Kurven unterscheiden?

# %% tags=["illustration"] of="97873c0e"
predict("bytes_learn")


# %% tags=["illustration"] of="5b50637a"
# Abbildung: der Verlust eines Neurons, das lernt, mit Bytes und mit Zahlen von 0 bis 1
def learn(pixels, is_nine, steps=60, learning_rate=0.1):
    """Trainiere ein Neuron durch Gradientenabstieg; gib seinen Verlust vor jedem Schritt zurück."""
    weights = np.zeros(pixels.shape[1])
    losses = []
    for _ in range(steps):
        guess = 1 / (1 + np.exp(-np.clip(pixels @ weights, -30, 30)))
        losses.append(-np.mean(np.log(np.where(is_nine, guess, 1 - guess))))
        weights -= learning_rate * (guess - is_nine) @ pixels / len(pixels)
    return losses


chosen = np.flatnonzero(np.isin(y_train, (4, 9)))[:1000]
raw = x_train[chosen].reshape(len(chosen), -1).astype("float64")
is_nine = y_train[chosen] == 9

figure, axis = plt.subplots(figsize=(9, 3.4))
axis.plot(learn(raw, is_nine), "o-", markersize=3, label="0 bis 255")
axis.plot(learn(raw / 255, is_nine), "s-", markersize=3, label="0 bis 1")
axis.set_xlabel("Schritt")
axis.set_ylabel("Verlust (niedriger ist besser)")
axis.set_title("Ein Neuron lernt, 4 von 9 zu unterscheiden")
axis.legend(title="Pixelwerte")
show(
    figure,
    "Verlust über 60 Schritte. Mit Pixeln von 0 bis 1 fällt er glatt von 0,69 an. Mit Pixeln von 0 "
    "bis 255 springt er auf mehr als das Zehnfache, schwankt viele Schritte lang und fällt dann.",
)
compare("bytes_learn")

# %% [markdown] of="14189d25"
# Mit Bytes schießt jeder Schritt über das Ziel hinaus, und der nächste schießt zurück. Ein Neuron ist
# gutmütig und erholt sich. Es würde sogar gut lernen, mit einer Lernrate, die 65.025-mal kleiner ist.
# Aber die Einstellungen, die sich bewährt haben, etwa die Lernrate von Adam,
# {{spec.LEARNING_RATE}}{{#5}} in Lektion 5{{/5}}, wurden mit Eingaben um 1 gefunden. Gib einem Netz,
# was es erwartet, und sie funktionieren auch bei dir.
#
# ### {{exercise.scale}}
#
# Gib die Bilder so zurück, dass aus 0 die 0, aus 255 die 1 und aus jedem Grau etwas dazwischen wird,
# als `float32`. Die Form bleibt.
#
# Zum Beispiel ist `scale(np.array([[0, 51, 255]], dtype="uint8"))` gleich `[[0.0, 0.2, 1.0]]`.


# %% exercise="scale" of="7443e0dd"
def scale(images):
    """Gib uint8-Bilder beliebiger Form als float32 in [0, 1] zurück, wobei 255 zu 1 wird."""
    ### BEGIN SOLUTION
    return images.astype("float32") / 255
    ### END SOLUTION


# %% tags=["illustration"] of="5dcf65d5"
scaled = scale(x_train[:1000])
print("vorher: ", x_train.dtype, x_train[:1000].min(), "bis", x_train[:1000].max())
print("nachher:", scaled.dtype, scaled.min(), "bis", scaled.max())

# %% [markdown] of="bde9e975"
# ### Warum float32?
#
# `images / 255` allein ergibt `float64`. Es hat etwa 16 Dezimalstellen; `float32` hat etwa 7. Ein
# Pixel kam aus einem von 256 Werten, also sind 7 Stellen reichlich, und Keras rechnet in `float32`,
# solange man ihm nichts anderes sagt.
#
# **Sag voraus.** Alle Trainingsbilder brauchen 47 Megabyte als `uint8`. Wie viele als `float32`?

# %% tags=["illustration"] of="8e8f5ff0"
predict("megabytes")

# %% tags=["illustration"] of="d66fe809"
# Abbildung: Speicher für die Trainingsbilder, je dtype
kinds = ("uint8", "float32", "float64")
sizes = [x_train.size * np.dtype(kind).itemsize / 1e6 for kind in kinds]
figure, axis = plt.subplots(figsize=(8, 2.2))
bars = axis.barh(kinds, sizes)
axis.bar_label(bars, [f"{size:.0f} MB" for size in sizes], padding=4)
axis.invert_yaxis()
axis.margins(x=0.15)
axis.set_xlabel("Megabyte")
axis.set_title("Speicher für die Trainingsbilder")
show(
    figure,
    "Balken für den Speicher der Trainingsbilder: "
    + ", ".join(f"{kind} {size:.0f} Megabyte" for kind, size in zip(kinds, sizes)),
)
compare("megabytes", sizes[1])

# %% [markdown] of="28b34637"
# ### Die Zelle, die zweimal lief
#
# Ein Notebook hat ein Gedächtnis. Sieh dir die Zeile `pixels = pixels / 255` an: Sie *ersetzt*, was
# sie bekommen hat. Wenn du zurückgehst und sie noch einmal ausführst, teilt sie noch einmal.
#
# **Sag voraus.** Wie hell ist das hellste Pixel nach einem Lauf, nach zweien und nach dreien? Was
# würdest du sehen?

# %% tags=["illustration"] of="64225b9b"
predict("divided_twice")

# %% tags=["illustration"] of="09d958f4"
# Abbildung: die Ziffer nach jedem Lauf
pixels = x_train[0]
figure, axes = plt.subplots(1, 3, figsize=(10, 3.8))
for run, axis in enumerate(axes, start=1):
    pixels = pixels / 255
    axis.imshow(pixels, cmap="gray", vmin=0, vmax=1)
    axis.set_title(f"Lauf {run}: am hellsten {pixels.max():.2g}")
    axis.axis("off")
show(
    figure,
    "Die Ziffer, nachdem dieselbe Zelle einmal, zweimal und dreimal lief: zuerst eine klare weiße 5, "
    "dann ein schwarzes Quadrat, dann noch ein schwarzes Quadrat.",
)
compare("divided_twice", x_train[0].max() / 255 / 255)

# %% [markdown] of="575803a7"
# Zweimal geteilt ist Weiß 0,0039, und die Ziffer ist weg, soweit das Auge es sagen kann. Zwei
# Gewohnheiten schützen dich:
#
# - Gib dem Ergebnis einen **neuen Namen**: `scaled = scale(images)` kann hundertmal laufen.
# - Im Zweifel sieh dir `min()`, `max()` und `dtype` an. Das kostet eine Zeile.
#
# Und eines wird nie skaliert: die **Labels**. Sie sind Namen, keine Helligkeit. Eine 7, geteilt durch
# 255, ist keine Ziffer mehr.
#
# ## 2.3 Die Kanalachse
#
# Jedes Pixel eines Farbbildes enthält drei Zahlen: wie viel Rot, Grün und Blau. Das sind seine
# **Kanäle**. Du kannst sie als drei Blätter sehen, eines hinter dem anderen.

# %% tags=["illustration"] of="fe2ac8a6"
# Abbildung: drei Kanäle, und das Bild, das sie ergeben
sheets = [x_train[number].astype("float32") / 255 for number in (7, 0, 13)]
colour = np.stack(sheets, axis=-1)
figure, axes = plt.subplots(1, 4, figsize=(11, 3.4))
for axis, sheet, name in zip(axes, sheets, ("Rot", "Grün", "Blau")):
    axis.imshow(sheet, cmap="gray", vmin=0, vmax=1)
    axis.set_title(f"Kanal {name}")
axes[3].imshow(colour)
axes[3].set_title(f"zusammen: {colour.shape}")
for axis in axes:
    axis.axis("off")
show(
    figure,
    "Drei graue Ziffern, benutzt als roter, grüner und blauer Kanal eines Bildes, und daneben das "
    "farbige Bild, das sie ergeben, in dem sich die drei Ziffern überlagern.",
)

# %% [markdown] of="cc5bd5a1"
# Eine Faltungsschicht liest beliebig viele Kanäle, also muss man ihr sagen, wie viele es sind. Bei
# einem grauen Bild ist es einer: Form ({{spec.IMAGE_HEIGHT}}, {{spec.IMAGE_WIDTH}}, {{spec.CHANNELS}}), dieselben
# {{spec.IMAGE_HEIGHT}}×{{spec.IMAGE_WIDTH}} Zahlen, jede in einem eigenen Kästchen.
#
# ```
# (h, w)         [[10, 20],          (h, w, 1)     [[[10], [20]],
#                 [30, 40]]                          [[30], [40]]]
# ```
#
# Wohin kommt der Kanal? Manche Frameworks setzen ihn nach vorn: PyTorch nimmt (n, 1, h, w). Keras setzt
# ihn **ans Ende**: (n, h, w, 1). Die Reihenfolge ist nur eine Vereinbarung, aber sie zu brechen ist
# nicht harmlos. Eine Schicht, die den Kanal am Ende erwartet, liest
# (n, {{spec.CHANNELS}}, {{spec.IMAGE_HEIGHT}}, {{spec.IMAGE_WIDTH}}) als Bilder, die
# {{spec.CHANNELS}} Pixel hoch und {{spec.IMAGE_HEIGHT}} breit sind, mit {{spec.IMAGE_WIDTH}} Kanälen.
#
# Und wenn du die Achse vergisst? Oft fügt Keras sie für dich an, und alles geht gut bis zu dem Tag, an
# dem es das nicht tut. Sei ausdrücklich.
#
# ### {{exercise.add_channel}}
#
# Gib Bilder der Form (n, h, w) als (n, h, w, 1) zurück. Die Werte und der dtype bleiben.
#
# Zum Beispiel wird aus einem Array der Form (5, 3, 4) eines der Form (5, 3, 4, 1). Die Prüfung
# probiert mehrere Größen.


# %% exercise="add_channel" of="d4f04370"
def add_channel(images):
    """Gib Bilder (n, h, w) als (n, h, w, 1) zurück, mit denselben Werten und demselben dtype."""
    ### BEGIN SOLUTION
    return images[..., np.newaxis]
    ### END SOLUTION


# %% tags=["illustration"] of="a57226db"
with_channel = add_channel(x_train)
print("vorher: ", x_train.shape)
print("nachher:", with_channel.shape)
print("Pixel [0, 5, 20] vorher und nachher:", x_train[0, 5, 20], with_channel[0, 5, 20])
print("derselbe Speicher, anders gesehen:", np.shares_memory(x_train, with_channel))

# %% [markdown] of="94a95385"
# Die letzte Zeile sagt bei den meisten Lösungen True: Nichts wurde kopiert. NumPy hat nur eine andere
# Form für dieselben Bytes vermerkt.
#
# ## 2.4 Eine Funktion für alle Bilder
#
# Trainingsbilder, Testbilder und {{#8}}in Lektion 8 {{/8}}deine eigenen Zeichnungen: Sie alle müssen das Netz in
# derselben Form erreichen. Wird eines davon ein wenig anders vorbereitet, liest das Netz schlecht, und
# niemand weiß, warum. Das Mittel dagegen ist langweilig und wirkt: **eine** Funktion, überall benutzt.
#
# ### {{exercise.prepare}}
#
# Gib rohe Bilder, `uint8` (n, h, w), so zurück, wie das Netz sie nimmt: `float32` (n, h, w, 1), 0 bis 1.
# Du darfst die beiden Funktionen aufrufen, die du gerade geschrieben hast.
#
# Zum Beispiel hat `prepare(x_test[:10])` die Form
# (10, {{spec.IMAGE_HEIGHT}}, {{spec.IMAGE_WIDTH}}, {{spec.CHANNELS}}), und sein hellstes Pixel ist 1.0.


# %% exercise="prepare" of="a98574d2"
def prepare(images):
    """Gib uint8-Bilder (n, h, w) als float32 (n, h, w, 1) in [0, 1] zurück."""
    ### BEGIN SOLUTION
    return add_channel(scale(images))
    ### END SOLUTION


# %% tags=["illustration"] of="d41c30d7"
for name, images in (("training", x_train[:5000]), ("test", x_test[:5000])):
    ready = prepare(images)
    print(f"{name:9}", ready.shape, ready.dtype, ready.min(), "bis", ready.max())

# %% [markdown] of="cef99ae6"
# ## 2.5 Anpassen, validieren, testen
#
# Du wirst manches ausprobieren: mehr Epochen, eine weitere Schicht, eine andere Lernrate. Um zwischen
# ihnen zu wählen, brauchst du Bilder, aus denen das Netz nicht gelernt hat. Warum nicht einfach die
# Testbilder?
#
# Hier sind 1.000 „Netze“, die nichts wissen. Jedes antwortet zufällig. Wir stellen allen dieselben 100
# Fragen, wählen das beste aus, und stellen ihm dann 9.900 neue Fragen.
#
# **Sag voraus.** Welchen Anteil der 100 Fragen wird das beste richtig haben? Und von den neuen?

# %% tags=["illustration"] of="2d9acee4"
predict("best_guesser")

# %% tags=["illustration"] of="b5b280e4"
rng = np.random.default_rng(2)
answers = rng.integers(0, 10, (1000, 100))
scores = (answers == y_test[:100]).mean(axis=1)
best = scores.max()
again = (rng.integers(0, 10, 9900) == y_test[100:]).mean()
compare("best_guesser", 100 * best)

# %% tags=["illustration"] of="dfcaf611"
# Abbildung: wie viele Rater wie viel richtig haben
figure, axis = plt.subplots(figsize=(9, 3))
axis.hist(scores, bins=np.arange(0.005, 0.27, 0.01))
axis.axvline(best, linestyle="--", color="black")
axis.text(best - 0.002, 60, f"der beste: {best:.0%}", ha="right")
axis.axvline(again, linestyle=":", color="black")
axis.text(again + 0.002, 145, f"der beste bei neuen Fragen: {again:.1%}")
axis.set_ylim(0, 165)
axis.set_xlabel("Anteil richtiger Antworten")
axis.set_ylabel("Rater")
axis.set_title("1.000 Rater, 100 Fragen")
show(
    figure,
    f"Histogramm der Ergebnisse von 1.000 Ratern bei 100 Fragen, um 10 %. Der beste hat "
    f"{best:.0%}. Derselbe Rater hat {again:.1%} bei neuen Fragen.",
)

# %% [markdown] of="ef4d140c"
# Das beste sieht doppelt so klug aus wie die anderen, und es ist überhaupt nicht klug. Es wurde für
# diese Fragen *ausgewählt*. Immer wenn du nach einem Ergebnis auswählst, schmeichelt dieses Ergebnis.
# Deshalb behalten wir drei Teile:
#
# | Teil | wofür | wie oft du hinsiehst |
# | --- | --- | --- |
# | **Anpassen** | lernen | ständig |
# | **Validierung** | wählen: Einstellungen, die Zahl der Epochen | nach jedem Versuch |
# | **Test** | eine ehrliche Antwort | einmal, am Ende |
#
# Der Validierungsteil wird von den Trainingsbildern abgeschnitten. Keras kann das beim Trainieren tun:
# `fit(…, validation_split=0.1)` legt das letzte Zehntel beiseite, vor jedem Mischen (Dokumentation von
# `Model.fit` in Keras). Du wirst dasselbe von Hand tun.
#
# ### {{exercise.hold_out}}
#
# Halte den Anteil `fraction` der Bilder am Ende zurück, und gib `(x_fit, y_fit), (x_val, y_val)`
# zurück. Zurückgehalten werden `round(len(images) * fraction)`, das kann 0 sein. Die Reihenfolge
# bleibt, wie sie ist.
#
# Zum Beispiel sind von zehn Bildern mit `fraction=0.2` die ersten acht zum Anpassen, und die letzten
# zwei werden zurückgehalten, jedes mit seinem Label.


# %% exercise="hold_out" of="10eb86f6"
def hold_out(images, labels, fraction):
    """Gib (x_fit, y_fit), (x_val, y_val) zurück, mit dem Anteil `fraction` am Ende zurückgehalten.

    images: Array (n, …); labels: Array (n,); fraction: mehr als 0 und weniger als 1.
    Zurückgehalten werden round(n * fraction).
    """
    ### BEGIN SOLUTION
    border = len(images) - round(len(images) * fraction)
    return (images[:border], labels[:border]), (images[border:], labels[border:])
    ### END SOLUTION


# %% of="a73f4f75"
(x_fit, y_fit), (x_val, y_val) = hold_out(x_train, y_train, 0.1)
print("Anpassen   ", x_fit.shape, y_fit.shape)
print("Validierung", x_val.shape, y_val.shape)
print("Test       ", x_test.shape, y_test.shape)

# %% [markdown] of="f66fa9a7"
# Ist es gerecht, die *letzten* Bilder zu nehmen? Nur, wenn die Reihenfolge nichts bedeutet. Stell dir
# vor, jemand hätte die Daten nach dem Label sortiert.
#
# **Sag voraus.** Welche Ziffern enthielte das letzte Zehntel dann?

# %% tags=["illustration"] of="2ef56c74"
predict("sorted_labels")

# %% tags=["illustration"] of="bbbe9653"
order = np.argsort(y_train, kind="stable")
(_, _), (_, y_val_sorted) = hold_out(x_train[order], y_train[order], 0.1)

# %% tags=["illustration"] of="1563249a"
# Abbildung: welche Ziffern zurückgehalten werden
figure, axes = plt.subplots(1, 2, figsize=(10, 2.8), sharey=True)
for axis, labels, title in (
    (axes[0], y_val, "wie MNIST kommt"),
    (axes[1], y_val_sorted, "nach Label sortiert"),
):
    axis.bar(range(10), np.bincount(labels, minlength=10) / len(labels))
    axis.set_xticks(range(10))
    axis.set_xlabel("Ziffer")
    axis.set_title(f"Zurückgehalten: {title}")
axes[0].set_ylabel("Anteil")
show(
    figure,
    "Anteile der zehn Ziffern im zurückgehaltenen Teil. Wie MNIST kommt, hat jede Ziffer etwa ein "
    "Zehntel. Wären die Daten nach dem Label sortiert, gäbe es fast nur Neunen.",
)
compare("sorted_labels")

# %% [markdown] of="d2235258"
# MNIST kommt gemischt, also enthält das letzte Zehntel alle zehn Ziffern. Bei eigenen Daten sieh zuerst
# nach, und mische Bilder und Labels *zusammen*, wo du musst.
#
# ## Rückblick
#
# - `uint8` läuft bei 255 ohne ein Wort über; `//` wirft die Graustufen weg.
# - Skaliere mit 255, dem größten *Byte*, zu `float32` von 0 bis 1. Skaliere nie Labels.
# - Gib Ergebnissen neue Namen, damit eine Zelle ohne Schaden zweimal laufen kann.
# - Keras nimmt Bilder als (n, height, width, channels), mit dem Kanal am Ende.
# - Eine Funktion bereitet alle Bilder vor. Validierungsbilder sind zum Wählen da, Testbilder fürs Ende.
#
# **Frag dich selbst.**
#
# 1. `x_train.mean()` ist etwa 33. Was ist es ungefähr nach `prepare`? Und nach zweimaligem Skalieren?
# 2. Jemand skaliert die Trainingsbilder mit `x_train.max()` und die Testbilder mit `x_test.max()`.
#    Bei MNIST stimmt das Ergebnis. Warum ist es trotzdem eine schlechte Gewohnheit?
# 3. `images[-held:]` ist eine hübsche Art, die letzten `held` Bilder zu nehmen. Was gibt es für
#    `held = 0`?
# 4. Du hast vierzig Einstellungen probiert und die mit der besten Validierungsgenauigkeit behalten.
#    Ist diese Genauigkeit das, was du anderen sagen solltest?
#
# <details><summary>Antworten</summary>
#
# 1. 33 / 255 ist etwa 0,13. Zweimal: etwa 0,0005.
# 2. Es geht gut, weil beide Teile eine 255 enthalten. Ein einzelnes dunkles Testbild oder eine
#    Zeichnung von dir würde durch etwas anderes geteilt als das, womit das Netz trainiert wurde.
# 3. Alles: `-0` ist `0`, also ist es `images[0:]`. `images[len(images) - held:]` ist sicher.
# 4. Nein. Sie wurde aus vierzig ausgewählt, also schmeichelt sie ein wenig, wie beim besten Rater.
#    Frag die Testbilder, einmal.
#
# </details>
#
# **Weggelassen.** Den Mittelwert abzuziehen und durch die Streuung zu teilen, was viele Netze
# bevorzugen (Y. LeCun und andere, „Efficient BackProp“, 1998, sagt, warum); das Skalieren im Modell mit
# `keras.layers.Rescaling`; Aufteilungen, die den Anteil jeder Klasse gleich halten; Kreuzvalidierung.
#
# **Weiter:** [3 · Faltung](../03_convolution/03_convolution.ipynb) schiebt ein kleines Fenster über
# diese Bilder und findet Kanten.
