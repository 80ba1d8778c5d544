"""Generate prose in three languages, about eight figures in 1,000 characters, as in the article of this project."""

from itertools import cycle
from pathlib import Path
from random import Random

PER_THOUSAND = 8
"""The number of figures in 1,000 characters."""

PLAIN = {
    "ar": (
        "وقال محللون إن معنويات السوق تحسنت مع تراجع إمدادات المواد الخام وعودة المشترين إلى التعاقد.",
        "وأكدت الشركة أنها ستواصل العمل مع عملائها لرفع القيمة المضافة لمنتجاتها وتقليل تعرضها لتقلبات أسعار الشحن.",
        "وتعيد الحكومات النظر في أمن إمداداتها من المعادن الحرجة، فيما تطالب الدول المنتجة بأن تجري المعالجة فيها.",
        "ويصف التقرير تعافيا غير متوازن، ويعد الخلافات التجارية أبرز مصادر القلق لدى الشركات الصناعية ومورديها.",
    ),
    "en": (
        "Analysts said that sentiment improved as raw material supply tightened and buyers returned to the market.",
        "The company will keep working with customers to raise the value of its products and lower its freight bill.",
        "Governments look again at the security of their supply, and host countries ask for processing at home.",
        "The report describes an uneven recovery, with trade friction as the main worry of its makers.",
    ),
    "zh": (
        "业内人士认为,受原料供应偏紧和下游需求回暖的共同影响,市场情绪明显好转,企业惜售心理增强。",
        "公司表示,将继续推进矿山绿色化改造,加强与上下游企业的合作,努力提升产品附加值,增强抗风险能力。",
        "专家建议,企业应当密切关注政策变化,合理安排库存,避免盲目追涨,同时加大对回收利用环节的投入。",
        "报告认为,全球经济复苏的步伐并不均衡,制造业景气程度出现分化,贸易摩擦仍是主要的不确定因素。",
    ),
}
"""Sentences without figures."""

FIGURES = {
    "ar": (
        "وبلغ الإنتاج {whole} طنا في عام 2024، بزيادة {small}.{digit}% عن العام السابق.",
        "وارتفع السعر إلى نحو {whole} دولار للطن، مقابل {whole} دولار قبل عام.",
        "وتخطط لاستثمار ما لا يقل عن {small}.{digit} مليار دولار خلال {small} سنوات.",
    ),
    "en": (
        "Output rose {small}.{digit}% to {whole} tonnes in 2024, more than half of the total.",
        "The price was about ${whole} per tonne, against ${whole} a year earlier.",
        "It plans to invest at least ${small}.{digit} billion over {small} years.",
    ),
    "zh": (
        "2024年产量为{small}.{digit}万吨,同比增长{small}.{digit}%,占总量的八成以上。",
        "价格报{whole}元/吨,较上月底上涨近{small}%。",
        "公司拟在{small}年内投资不低于{small}.{digit}亿元。",
    ),
}
"""Sentences with two to four figures each."""


def write_prose(characters: int, folder: Path) -> Path:
    """Write a text of about so many characters, a paragraph of each language in turn, and return its path."""
    chance, path = Random(0), folder / "prose.txt"
    written = figures = 0
    with path.open("w", encoding="utf-8") as file:
        for language in cycle(PLAIN):
            if written >= characters:
                return path
            sentences = []
            for _ in range(4):
                has_figures = figures * 1000 < PER_THOUSAND * written
                sentence = chance.choice(FIGURES[language] if has_figures else PLAIN[language])
                numbers = {"whole": f"{chance.randrange(1000, 10**6):,}", "small": chance.randrange(3, 100)}
                sentences.append(sentence.format(**numbers, digit=chance.randrange(1, 10)))
                figures += 3 * has_figures
                written += len(sentence) + 1
            file.write(("" if language == "zh" else " ").join(sentences) + "\n")
    return path
