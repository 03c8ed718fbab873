# %% [markdown] of="25b2c492"
# # 1 · Die Ziffern laden
#
# **Du wirst** 70.000 handgeschriebene Ziffern laden, lernen, was in ihren vier Arrays steht, und
# sie dir ansehen, bevor du irgendetwas mit ihnen berechnest. Zuerst aber siehst du, wohin das
# alles führt.
#
# **Zeit:** ungefähr {{lesson.minutes}} Minuten. **Du brauchst** ein wenig NumPy: Indizieren, `shape`, `dtype`.
#
# ## Warum das wichtig ist
#
# Um 1990 wollten Banken und Postämter Maschinen, die lesen konnten, was Menschen auf Schecks und
# Briefumschläge schrieben. Yann LeCun und seine Kollegen bauten dafür Faltungsnetze. 1998 las
# eines ihrer Systeme mehrere Millionen Schecks am Tag. Um Verfahren gerecht zu vergleichen,
# stellten sie auch eine Sammlung von Ziffern zusammen, geschrieben von Angestellten der
# Volkszählung und von Schülerinnen und Schülern: MNIST.
# (Quelle: Y. LeCun, L. Bottou, Y. Bengio und P. Haffner, „Gradient-based learning applied to
# document recognition“, *Proceedings of the IEEE* 86, 1998.)
#
# Die meisten Fehler im maschinellen Lernen stecken nicht im Netz. Sie stecken in den Daten:
# vertauschte Arrays, eine falsche Achse, Labels, die nicht zu ihren Bildern gehören. Ein Netz
# trainiert mit falschen Daten, ohne sich zu beschweren. Deshalb beginnen wir damit, hinzusehen.
#
# ## Wie dieser Kurs abläuft
#
# - Lies, **sag vorher, was kommt**, führe eine Zelle mit **Umschalt + Eingabe** aus, und
#   vergleiche. Was du eingibst, wird für dich gemerkt und nie bewertet. Zellen, die zeichnen, sind
#   eingeklappt; ein Klick klappt sie auf.
# - Jede **Aufgabe** ist eine Funktion, die du vervollständigst. Ihre Überschrift sagt, wie viele
#   Punkte sie bringt, wie lange sie ungefähr dauert, und wie schwer sie ist, von ●○○ bis ●●●.
# - Ersetze in der Zelle einer Aufgabe die Zeile `raise NotImplementedError …` durch deinen eigenen
#   Code, führe die Zelle aus, dann die Zelle `check(…)` darunter.
# - Eine Prüfung sagt, was richtig ist, was falsch ist und was du versuchen kannst. Ihre
#   **Hinweise** öffnen sich einer nach dem anderen. Sie anzusehen kostet nichts, und du kannst
#   prüfen, sooft du willst.
# - Die Eingaben einer Prüfung sind jedes Mal neu, eine Antwort muss also allgemein stimmen.
# - Zellen weiter oben müssen vor den Zellen weiter unten gelaufen sein. Wenn du an einem anderen
#   Tag weitermachst, wähle **Run → Run All Above Selected Cell**.
#
# Die erste Zelle macht die Lektion bereit.

# %% of="f2fe5e51"
from mnist_course import begin, check, compare, predict, widgets

begin("01_loading")

# %% [markdown] of="99a4fa2e"
# ## 1.1 Wohin das führt
#
# **Zeichne eine 7.** Ein trainiertes Netz, das der Kurs dir leiht, sagt, was es liest. Bis {{#8}}Lektion 8{{/8}}{{^8}}zum Ende{{/8}} wirst
# du das selbst gebaut haben: das Netz, sein Training und das, was mit deiner Zeichnung geschieht,
# bevor das Netz sie sieht. Versuche, es in die Irre zu führen.

# %% tags=["illustration"] of="b0c13697"
widgets.drawing_pad()

# %% [markdown] of="317c69a5"
# Nun zu den Daten, aus denen es gelernt hat. Die nächste Zelle startet Keras, was beim ersten Mal
# einige Sekunden dauern kann: Das [*] daneben wird zu einer Zahl, wenn sie fertig ist.

# %% of="b07545eb"
import keras
import matplotlib.pyplot as plt
import numpy as np

from mnist_course.figures import show

# %% [markdown] of="cced2e4d"
# ## 1.2 Vier Arrays
#
# Keras bringt MNIST mit, in zwei Teilen. Aus den **Trainingsdaten** lernt ein Netz. Die
# **Testdaten** werden bis zum Ende beiseitegelegt, um dann zu fragen, wie gut es Ziffern liest, die
# es noch nie gesehen hat. Jeder Teil hat Bilder, meist `x` genannt, und Labels, meist `y` genannt:
# die Ziffer, die das Bild zeigen soll. Wer die Testziffern geschrieben hat, hat keine der
# Trainingsziffern geschrieben.
#
# | | Bilder | Labels |
# | --- | --- | --- |
# | Training | `x_train` | `y_train` |
# | Test | `x_test` | `y_test` |
#
# ### {{exercise.load_digits}}
#
# Gib MNIST als zwei Paare zurück, `(x_train, y_train), (x_test, y_test)`, genau wie Keras es liefert.
# Keras ist oben importiert, und die Daten liegen schon auf diesem Rechner, es wird also nichts
# heruntergeladen. Wenn du den Namen der Funktion nicht kennst, such ihn: Tippe `keras.datasets.`,
# und drücke **Tab**.


# %% exercise="load_digits" of="9e4bc377"
def load_digits():
    """Gib ((x_train, y_train), (x_test, y_test)) zurück, alles uint8, wie Keras sie lädt."""
    ### BEGIN SOLUTION
    (x_train, y_train), (x_test, y_test) = keras.datasets.mnist.load_data()
    return (x_train, y_train), (x_test, y_test)
    ### END SOLUTION


# %% [markdown] of="26753a8e"
# Eine Zelle, die eine Funktion von dir braucht, sagt das, bis diese fertig ist. Alles, was unten
# folgt, braucht diese hier.

# %% of="78a51ef9"
(x_train, y_train), (x_test, y_test) = load_digits()
print("x_train", x_train.shape, x_train.dtype)
print("y_train", y_train.shape, y_train.dtype)
print("x_test ", x_test.shape, x_test.dtype)
print("y_test ", y_test.shape, y_test.dtype)

# %% [markdown] of="b8910ecb"
# Lies die Formen laut: {{spec.TRAIN_COUNT:,}} Bilder, jedes {{spec.IMAGE_HEIGHT}} Pixel hoch und
# {{spec.IMAGE_WIDTH}} breit; {{spec.TRAIN_COUNT:,}} Labels, eines für
# jedes Bild. `uint8` ist eine ganze Zahl von 0 bis 255, ein Byte für jedes Pixel.
#
# ## 1.3 Ein Bild ist eine Tabelle aus Zahlen
#
# **Sag voraus.** Ein Pixel ist eine Zahl von 0 bis 255. Ist das Papier 0 oder 255? Und die Tinte?

# %% tags=["illustration"] of="e5be1b9a"
predict("paper")

# %% tags=["illustration"] of="fb94e3da"
number = 0
image = x_train[number]

# %% tags=["illustration"] of="b2800c3f"
# Abbildung: das Bild, und ein Teil davon als Zahlen
figure, (left, right) = plt.subplots(1, 2, figsize=(11, 5), width_ratios=[1, 1.25])
left.imshow(image, cmap="gray", vmin=0, vmax=255)
left.set_title(f"x_train[{number}], Label {y_train[number]}")
rows, columns = slice(5, 15), slice(11, 23)
right.imshow(image[rows, columns], cmap="gray", vmin=0, vmax=255)
for (row, column), value in np.ndenumerate(image[rows, columns]):
    right.text(
        column, row, value, ha="center", va="center", color="black" if value > 127 else "white"
    )
right.set_title("Zeilen 5–14, Spalten 11–22, als Zahlen")
for axes in (left, right):
    axes.axis("off")
show(
    figure,
    f"Ein Trainingsbild, eine handgeschriebene {y_train[number]}, weiß auf schwarz. Daneben ein "
    "vergrößerter Teil davon, mit der Zahl jedes Pixels: 0 im Hintergrund, bis zu 255 im Strich.",
)
compare("paper")

# %% [markdown] of="796d2e22"
# Der Hintergrund ist 0, schwarz; die Tinte ist hell, bis zu 255. MNIST ist **weiß auf schwarz**, das
# Gegenteil von Tinte auf Papier. Merk es dir{{#8}} für Lektion 8, in der du selbst Ziffern zeichnest{{/8}}:
# Ein Netz, das Weiß auf Schwarz gelernt hat, ist verloren, wenn man ihm Schwarz auf Weiß zeigt.
#
# Die erste Achse eines Bildes zählt die **Zeilen**, von oben nach unten. Die zweite zählt die
# **Spalten**, von links. `image[5, 20]` ist ein Pixel weit oben, eher rechts.
#
# **Probier es aus.** Finde `image[5, 20]` im rechten Bild, und vergleiche mit der nächsten Zelle.
# Ändere dann oben `number = 0` in irgendeine Zahl unter {{spec.TRAIN_COUNT:,}}, und führe die Zellen noch einmal aus.

# %% tags=["illustration"] of="182a8c8d"
print(image[5, 20])

# %% [markdown] of="b5190453"
# ## 1.4 Fakten vor Bildern
#
# Immer wenn Daten ankommen, schreib ihre Fakten auf. Das dauert eine Minute und fängt die meisten
# Fehler ab, solange sie noch billig sind.
#
# ### {{exercise.describe}}
#
# Gib ein Dictionary mit sieben Angaben über beliebige Bilder und Labels zurück: `count`, `height`,
# `width`, `dtype` (als Text, etwa `"uint8"`), `min` und `max` der Pixel, und `classes`, die Anzahl
# der verschiedenen Labels.
#
# Zum Beispiel haben zwei Bilder mit 3×4 Pixeln und den Labels 7 und 7 `count` 2, `height` 3,
# `width` 4 und `classes` 1.
#
# Die Prüfung probiert es mit Bildern, die **nicht** quadratisch sind. Warum ist das wohl eine gute
# Idee?


# %% exercise="describe" of="3eafe457"
def describe(images, labels):
    """Gib ein dict mit count, height, width, dtype, min, max, classes zurück.

    images: Array (count, height, width); labels: Array (count,).
    """
    ### BEGIN SOLUTION
    count, height, width = images.shape
    return {
        "count": count,
        "height": height,
        "width": width,
        "dtype": str(images.dtype),
        "min": int(images.min()),
        "max": int(images.max()),
        "classes": len(np.unique(labels)),
    }
    ### END SOLUTION


# %% tags=["illustration"] of="57bbf89a"
print("Training:", describe(x_train, y_train))
print("Test:    ", describe(x_test, y_test))

# %% [markdown] of="af5362ac"
# ## 1.5 Ist jede Ziffer da?
#
# Angenommen, 95 % der Bilder zeigten eine 1. Ein Programm, das immer „1“ antwortet, hätte in 95 %
# der Fälle recht und hätte nichts gelernt. Bevor wir also einer Genauigkeit trauen, sehen wir
# nach, wie oft jede Ziffer vorkommt.
#
# **Sag voraus.** {{spec.TRAIN_COUNT:,}} Bilder, zehn Ziffern: Sind alle gleich häufig? Wie oft kommt die
# häufigste vor?

# %% tags=["illustration"] of="8acba1fc"
predict("most_frequent")

# %% [markdown] of="0da23997"
# ### {{exercise.count_labels}}
#
# Gib ein Array aus zehn ganzen Zahlen zurück, die erste für die Ziffer 0, die letzte für die
# Ziffer 9. Eine Ziffer, die nie vorkommt, hat die Anzahl 0.
#
# Zum Beispiel ergeben die Labels `[7, 0, 7]` die Anzahlen `[1, 0, 0, 0, 0, 0, 0, 2, 0, 0]`.


# %% exercise="count_labels" of="f82384f9"
def count_labels(labels):
    """Gib ein ganzzahliges Array (10,) zurück: wie viele Labels 0 sind, wie viele 1, …, 9."""
    ### BEGIN SOLUTION
    return np.bincount(labels, minlength=10)
    ### END SOLUTION


# %% tags=["illustration"] of="8941e530"
counts = count_labels(y_train)
print(counts)
compare("most_frequent", counts.max())

# %% tags=["illustration"] of="405c8718"
# Abbildung: wie oft jede Ziffer vorkommt
figure, axis = plt.subplots(figsize=(8, 3))
bars = axis.bar(range(10), counts)
axis.bar_label(bars, [f"{count:,}" for count in counts])
axis.set_xticks(range(10))
axis.set_xlabel("Ziffer")
axis.set_ylabel("Trainingsbilder")
axis.set_title("Wie oft jede Ziffer vorkommt")
axis.margins(y=0.15)
show(
    figure,
    f"Ein Balken für jede Ziffer. Der höchste ist die Ziffer {counts.argmax()} mit "
    f"{counts.max():,}, der niedrigste die Ziffer {counts.argmin()} mit {counts.min():,}.",
)

# %% [markdown] of="411837f6"
# Fast gleich oft, aber nicht ganz: Es gibt mehr Einsen als Fünfen. Ein Programm, das blind rät,
# trifft etwa eines von zehn. Merk dir diese Zahl: **10 %**, so sieht es aus, nichts zu wissen.
#
# ## 1.6 Sieh sie dir an
#
# ### {{exercise.first_of_each}}
#
# Gib zehn Bilder als ein Array zurück: die erste 0 in den Daten, die erste 1, und so weiter bis zur
# ersten 9.
#
# Wenn die Labels zum Beispiel mit 5, 0, 4, 1 beginnen, dann ist das erste der zehn `images[1]`, denn
# das ist die erste 0, und das zweite ist `images[3]`. Jede Ziffer kommt mindestens einmal vor.


# %% exercise="first_of_each" of="f3c16d84"
def first_of_each(images, labels):
    """Gib ein Array (10, h, w) zurück: das erste Bild jeder Ziffer, 0 bis 9."""
    ### BEGIN SOLUTION
    return np.stack([images[np.argmax(labels == digit)] for digit in range(10)])
    ### END SOLUTION


# %% tags=["illustration"] of="19bb0d1e"
# Abbildung: das erste Bild jeder Ziffer
firsts = first_of_each(x_train, y_train)

figure, axes = plt.subplots(1, 10, figsize=(12, 1.6))
for digit, (axis, picture) in enumerate(zip(axes, firsts)):
    axis.imshow(picture, cmap="gray")
    axis.set_title(digit)
    axis.axis("off")
show(figure, "Zehn Bilder in einer Reihe, das erste jeder Ziffer: 0, 1, 2, und so weiter bis 9.")

# %% [markdown] of="30f5e3cd"
# Je eines verbirgt, wie verschieden Menschen schreiben. Unten sind dreißig Vieren, dann dreißig
# Siebenen. Finde eine offene 4 und eine geschlossene; eine 7 mit Querstrich und eine ohne; und eine
# Ziffer, die du anders gelesen hättest.

# %% tags=["illustration"] of="b6d5a5a0"
# Abbildung: dreißig Vieren und dreißig Siebenen
figure, axes = plt.subplots(2, 1, figsize=(12, 4.4))
for axis, digit in zip(axes, (4, 7)):
    several = x_train[y_train == digit][:30]
    axis.imshow(np.vstack([np.hstack(list(several[i : i + 15])) for i in (0, 15)]), cmap="gray")
    axis.set_title(f"Dreißig Bilder mit dem Label {digit}")
    axis.axis("off")
show(
    figure,
    "Dreißig Vieren und dreißig Siebenen von vielen Händen: schmal und breit, aufrecht und schräg. "
    "Manche Vieren sind oben offen und manche geschlossen wie eine 9; manche Siebenen haben einen "
    "Strich durch den Stamm.",
)

# %% [markdown] of="e861e015"
# ## Rückblick
#
# - MNIST sind vier Arrays: {{spec.TRAIN_COUNT:,}} Trainings- und {{spec.TEST_COUNT:,}} Testbilder, jedes mit einem Label.
# - Ein Pixel ist eine ganze Zahl von 0, schwarz, bis 255, weiß; die Ziffern sind weiß auf schwarz.
# - Die erste Achse eines Arrays zählt die Bilder, dann kommen die Zeilen, dann die Spalten.
# - Blindes Raten trifft in etwa 10 % der Fälle.
#
# **Frag dich selbst.**
#
# 1. Was steht in `x_test[426]`, und welche Form hat es? Und `x_test[:, 14, 14]`?
# 2. Warum ist 9, das größte Label, nicht die Anzahl der Klassen?
# 3. Warum hilft es, dass die Testbilder von anderen Menschen stammen als die Trainingsbilder?
# 4. Ein Programm antwortet auf jedes Bild „1“. Hat es in 10 % der Fälle recht?
#
# <details><summary>Antworten</summary>
#
# 1. Ein Testbild, Form (28, 28). Das zweite ist ein Pixel, nahe der Mitte, aus jedem Testbild:
#    Form (10000,).
# 2. Das Zählen beginnt bei 0: Die Ziffern 0 bis 9 sind zehn.
# 3. Wir wollen wissen, ob das Netz Handschrift liest, und nicht, ob es die Gewohnheiten bestimmter
#    Menschen gelernt hat.
# 4. Ein wenig öfter: 11 % der Trainingsbilder zeigen eine 1. Das heißt immer noch, nichts zu wissen.
#
# </details>
#
# **Weggelassen.** Wie die Ziffern gescannt, zugeschnitten und zentriert wurden{{#8}} (Lektion 8 tut es mit
# deinen eigenen Zeichnungen){{/8}}; andere Datensätze, mit Farbe, größeren Bildern oder Fehlern in ihren
# Labels.
#
# **Weiter:** [2 · Vorverarbeitung](../02_preprocessing/02_preprocessing.ipynb) macht aus diesen Bytes
# Zahlen, aus denen ein Netz lernen kann.
