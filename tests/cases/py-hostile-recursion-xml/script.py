import copy
import xml.etree.ElementTree as ElementTree
root = ElementTree.fromstring("<a>" * 200_000 + "</a>" * 200_000)
copy.deepcopy(root)
