"""Count cue words: the words of buttons, credits, bylines and teasers, in the languages of the web.

A lexicon is learned from labelled pages; these few closed classes are written down, and hold in
languages of which no page was labelled. Entries are words or pairs of words in lower case; in
scripts without spaces, stretches of text.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

CUES: dict[str, str] = {
    "credit": """photo|photos|photograph|photography by|photographer|image|images|image credit|
        photo credit|picture|pictures|credit|courtesy|courtesy of|illustration|getty|reuters|afp|
        dpa|shutterstock|unsplash|istock|imago|pexels|keystone|epa|via getty|foto|fotos|bild|
        bilder|fotografie|bildquelle|quelle|crédit|crédits|photographie|imagen|imagem|fotografía|
        crédito|créditos|fonte|zdjęcie|fot|фото|фотография|зображення|gambar|fotoğraf|kuva|bilde|
        写真|图片|圖""",
    "byline": """by|written by|posted by|published by|reviewed by|edited by|author|authors|writer|
        staff writer|reporter|editor|correspondent|contributor|von|autor|autoren|redaktion|
        redakteur|par|auteur|rédaction|por|redacción|redação|escrito por|di|autore|redazione|door|
        av|af|oleh|penulis|автор|автора|редактор|autorka|yazar|記者|作者|编辑""",
    "date": """january|february|march|april|may|june|july|august|september|october|november|
        december|jan|feb|mar|apr|jun|jul|aug|sep|sept|oct|nov|dec|monday|tuesday|wednesday|
        thursday|friday|saturday|sunday|ago|days ago|hours ago|updated|published|posted|
        last updated|min read|minute read|min|januar|februar|märz|mai|juni|juli|oktober|dezember|
        uhr|stand|montag|dienstag|mittwoch|donnerstag|freitag|samstag|sonntag|janvier|février|
        mars|avril|juin|juillet|août|septembre|octobre|novembre|décembre|publié|mis à|enero|
        febrero|marzo|abril|mayo|junio|julio|agosto|septiembre|octubre|noviembre|diciembre|
        publicado|actualizado|janeiro|fevereiro|março|maio|junho|julho|setembro|outubro|novembro|
        dezembro|atualizado|gennaio|febbraio|aprile|maggio|giugno|luglio|settembre|ottobre|
        dicembre|stycznia|lutego|marca|kwietnia|maja|czerwca|lipca|sierpnia|września|
        października|listopada|grudnia|января|февраля|марта|апреля|мая|июня|июля|августа|
        сентября|октября|ноября|декабря|januari|februari|maret|agustus|ocak|şubat|mart|nisan|
        mayıs|haziran|temmuz|ağustos|eylül|ekim|kasım|aralık""",
    "more": """read more|more from|see also|read also|also read|read next|up next|related|
        related articles|related stories|related posts|related content|recommended|
        recommended for|you may|you might|might also|may also|also like|most read|most popular|
        popular|trending|latest|latest news|top stories|more stories|more news|more on|
        watch|watch now|listen|listen to|in case|mehr zum|mehr aus|
        weitere|lesen sie|mehr dazu|auch interessant|meistgelesen|zum thema|lire aussi|
        à lire|voir aussi|sur le|leia mais|leia também|veja também|ver más|te puede|lee también|
        leggi anche|lees ook|les også|läs också|läs mer|czytaj|czytaj także|zobacz|читайте|
        читайте также|читайте також|смотрите|baca juga|berita lainnya|lainnya|terkait|
        ilgili haberler|関連|関連記事|相关|相關""",
    "share": """share|share this|follow|follow us|facebook|twitter|instagram|linkedin|whatsapp|
        telegram|pinterest|youtube|tiktok|reddit|threads|bluesky|mastodon|x|tweet|email|e-mail|
        print|copy link|link copied|google news|teilen|folgen|drucken|partager|imprimer|suivez|
        compartir|compartilhar|síguenos|siga|condividi|seguici|delen|dela|udostępnij|поделиться|
        поділитися|подписывайтесь|bagikan|ikuti|paylaş""",
    "subscribe": """newsletter|newsletters|subscribe|subscribers|subscription|sign up|signup|inbox|
        your inbox|mailing list|join our|join us|app|download|download the|podcast|podcasts|
        membership|member|members|donate|donation|support us|free trial|rss|abo|abonnieren|
        abonnement|spenden|abonnez|inscrivez|dons|suscríbete|suscripción|inscreva|assine|
        iscriviti|abbonati|nieuwsbrief|prenumerera|подписка|подписаться|підписатися|langganan|
        berlangganan|abone""",
    "comment": """comment|comments|leave a|reply|replies|add a|your email|email address|required|
        required fields|post comment|join the|conversation|log in|review|reviews|
        helpful|votes|rate|rating|ratings|stars|kommentar|kommentare|kommentieren|commentaire|
        commentaires|comentario|comentarios|comentários|commenti|reacties|kommentarer|komentarze|
        комментарии|комментарий|коментарі|komentar|yorum|コメント|评论""",
    "legal": """copyright|all rights|rights reserved|reserved|privacy|privacy policy|terms|
        terms of|cookie|cookies|disclaimer|disclosure|affiliate|commission|trademark|trademarks|
        registered trademarks|impressum|datenschutz|agb|nutzungsbedingungen|
        alle rechte|mentions légales|droits réservés|aviso legal|privacidad|privacidade|
        tous droits|derechos reservados|direitos reservados|diritti riservati|права защищены|
        hak cipta|consent|policy|first appeared|originally appeared|originally published|
        independently""",
    "account": """login|sign in|log out|register|registered|password|account|my account|username|
        create account|cart|add to|basket|wishlist|checkout|in stock|out of|shipping|delivery|
        returns|quantity|compare|anmelden|registrieren|einloggen|konto|warenkorb|connexion|
        connectez|panier|compte|iniciar sesión|carrito|entrar|cadastre|accedi|войти|
        регистрация|увійти|masuk|daftar""",
    "interface": """skip|skip to|scroll|scroll to|back to|to top|next|previous|prev|load more|
        show more|show all|view all|see all|see more|view more|learn more|find out|menu|search|
        close|open|click|click here|tap|toggle|home|contents|table of|page|loading|filter|filters|
        sort|sort by|select|reset|submit|send|language|english|deutsch|français|español|browser|
        javascript|zum hauptinhalt|nach oben|suche|weiter|zurück|menü|startseite|inhalt|
        rechercher|suivant|précédent|accueil|buscar|siguiente|anterior|inicio|pesquisar|cerca|
        zoeken|sök|szukaj|поиск|главная|назад|cari|beranda|ara""",
    "offer": """shop|shop now|buy|buy now|order|order now|get started|book|book now|contact us|
        call us|call now|get in|in touch|schedule|consultation|quote|get a|free|sale|off|save|
        deal|deals|discount|coupon|price|prices|offer|offers|try|explore|discover|learn how|
        request a|demo|visit our|check out|looking for|ready to|our team|we can|help you|
        jetzt|kaufen|bestellen|angebot|angebote|gratis|kostenlos|achetez|offre|promo|comprar|
        oferta|ofertas|acquista|kup|купить|заказать|beli""",
    "biography": """is a|is an|was a|writer|journalist|reporter|covers|covering|author of|
        senior|founder|contributing|has been|has written|lives in|graduated|degree|born in|
        professor|years of|his work|her work|about the|ist redakteur|ist redakteurin|
        studierte|journaliste|periodista|jornalista|giornalista|журналист|wartawan""",
    "sponsor": """advertisement|advertisements|advertising|ad|ads|sponsored|sponsor|promoted|
        partner|paid|partner content|anzeige|anzeigen|werbung|publicité|publicidad|publicidade|
        pubblicità|advertentie|annons|annonse|annonce|reklama|реклама|iklan|reklam|広告|广告""",
    "contact": """phone|tel|telephone|fax|address|email|street|road|avenue|ave|suite|st|blvd|
        floor|hours|opening hours|location|directions|map|telefon|adresse|straße|teléfono|
        dirección|телефон|адрес""",
    "place": """news|politics|sports|sport|business|entertainment|opinion|world|lifestyle|tech|
        technology|health|science|culture|travel|food|weather|video|videos|events|jobs|about us|
        about|services|products|resources|blog|contact|careers|politik|wirtschaft|kultur|
        panorama|économie|deportes|esportes|economía|economia|política|новости|спорт|политика|
        berita|olahraga|hukum""",
}  # fmt: skip

# Words by which a site speaks for itself or to its reader. Articles have these words too, so they
# count apart from the cues. An entry after "^" counts as the first word alone: an imperative.
VOICES: dict[str, str] = {
    "we": """we|our|ours|us|wir|unser|unsere|unserem|unseren|unserer|nous|notre|nos|nosotros|
        nuestro|nuestra|nuestros|nuestras|nosso|nossa|nossos|nossas|noi|nostro|nostra|nostri|wij|
        ons|onze|vi|vår|våra|våre|vores|nasz|nasza|nasze|мы|наш|наша|наши|нас|kami|kita|biz|bizim""",
    "you": """you|your|yours|yourself|sie|ihr|ihre|ihren|ihrem|du|dein|deine|dich|vous|votre|vos|
        toi|ton|usted|ustedes|su|sus|tu|tus|você|vocês|seu|sua|voi|vostro|vostra|uw|je|jouw|
        din|dig|deg|twój|twoje|wasz|вы|ваш|ваши|вас|anda|kamu|siz|sizin|あなた|您|你""",
    "urge": """^shop|^buy|^get|^order|^book|^start|^begin|^join|^discover|^explore|^try|^learn|
        ^find|^see|^read|^watch|^listen|^visit|^call|^contact|^email|^sign|^subscribe|^download|
        ^donate|^support|^register|^apply|^request|^schedule|^follow|^share|^check|^save|^enjoy|
        ^experience|^step|^take|^make|^let|^looking|^ready|^want|^need|^interested|^whether|
        ^click|^tell|^give|^help|^meet|^stay|^don|^become|^use|^choose|^browse|^speak|^talk|
        ^ask|^view|^compare|^claim|^grab|^unlock|^upgrade|^create|^build|^jetzt|^hier|
        ^entdecken|^lesen|^melden|^werden|^abonnieren|^découvrez|^inscrivez|^abonnez|^achetez|
        ^lisez|^descubre|^suscríbete|^compra|^únete|^descubra|^assine|^inscreva|^compre|^scopri|
        ^iscriviti|^acquista|^ontdek|^lees|^bestel|^läs|^köp|^kjøp|^køb|^sprawdź|^kup|^zobacz|
        ^читайте|^смотрите|^подпишитесь|^подписывайтесь|^купите|^узнайте|^baca|^klik|^daftar|
        ^oku""",
}
ALL_CUES = {**CUES, **VOICES}

# Only the first and the last words of a paragraph are looked up: cue words stand there.
CUE_HEAD, CUE_TAIL = 14, 6
MOST_CUE_WORDS = CUE_HEAD + CUE_TAIL

CJK = re.compile("[\u3040-\u30ff\u3400-\u9fff]")


def _entries() -> list[tuple[str, int]]:
    """Return each entry with the index of its class in ALL_CUES."""
    return [
        (" ".join(entry.split()), index)
        for index, entries in enumerate(ALL_CUES.values())
        for entry in entries.replace("\n", " ").split("|")
    ]


def _index() -> dict[str, tuple[int, ...]]:
    """Return the classes of each word and pair of words; of the first word, after a space."""
    index: dict[str, tuple[int, ...]] = {}
    for entry, class_index in _entries():
        # Texts are cut at apostrophes and hyphens, and so are the entries.
        key = " " * entry.startswith("^") + " ".join(re.findall(r"\w+", entry))
        index[key] = (*index.get(key, ()), class_index)
    return index


CLASSES_OF_WORDS = _index()
_CJK_ENTRIES = tuple((entry, index) for entry, index in _entries() if CJK.search(entry))


def cue_words(words: Sequence[str]) -> Sequence[str]:
    """Return the words of a paragraph that are looked up: its first and last ones."""
    return words if len(words) <= MOST_CUE_WORDS else [*words[:CUE_HEAD], *words[-CUE_TAIL:]]


def cue_counts(text: str, words: Sequence[str]) -> list[int]:
    """Count the cues of each class of ALL_CUES in a paragraph.

    `words` are those of the text, in lower case. A class counts a word and a pair that holds it
    separately; a CJK entry once a text.
    """
    counts = [0] * len(ALL_CUES)
    classes_of = CLASSES_OF_WORDS.get
    before = ""
    for word in cue_words(words):
        for index in classes_of(word, ()):
            counts[index] += 1
        for index in classes_of(f"{before} {word}", ()):
            counts[index] += 1
        before = word
    if not text.isascii() and CJK.search(text):
        counts = [count + further for count, further in zip(counts, cjk_counts(text))]
    return counts


def cjk_counts(text: str) -> list[int]:
    """Count the cues of each class of ALL_CUES that are stretches of a text: CJK entries."""
    counts = [0] * len(ALL_CUES)
    for entry, index in _CJK_ENTRIES:
        counts[index] += entry in text
    return counts
